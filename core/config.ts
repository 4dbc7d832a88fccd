/** What the process was started with: read once, checked whole, told in one message. Filled by `config/environment.ts`. */
export type Config = {
  mode: 'development' | 'production' | 'test';
  host: string;
  port: number;
  /** Public address without a slash at the end. */
  url: string;
  databaseUrl: string;
  /** For LISTEN behind a pooler; the same as `databaseUrl` unless given. */
  databaseUrlDirect: string;
  poolSize: number;
  /** Key ring: first encrypts, all decrypt. Each 32 bytes. */
  keys: readonly Uint8Array[];
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  smtpUrl: string | undefined;
  adminEmail: string | undefined;
  adminPassword: string | undefined;
  /** Addresses (CIDR) of proxies whose X-Forwarded-For and -Proto are believed. */
  trustedProxies: readonly string[];
  /** May outbound calls reach private and loopback addresses (development, tests with fakes)? */
  allowPrivateOutbound: boolean;
  /** Further folders with plugins. */
  pluginFolders: readonly string[];
  /** Names of npm packages that are plugins. */
  pluginPackages?: readonly string[];
  /** So long may the event loop stand still before the process is ended and started again; 0: for ever. 10 unless given. */
  watchdogSeconds?: number;
  /** Settings of plugins from the environment: `ATRIUM_<PLUGIN>_<KEY>`. */
  environment: Readonly<Record<string, string>>;
};
