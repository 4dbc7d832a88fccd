import type { SecurityLog } from './audit/security-log.ts';
import type { Config } from './config.ts';
import type { Env, Preferences, RequestInfo } from './env.ts';
import type { RequestTimes } from './figures/request-times.ts';
import type { Logger } from './log.ts';
import type { Database } from './model/database-type.ts';
import type { FaultBook } from './plugin/fault-book.ts';
import type { Generation } from './plugin/generation.ts';
import type { Platform } from './plugin/platform.ts';
import type { Principal } from './principal.ts';
import type { KeyRing } from './secrets/key-ring.ts';

export type EnvOptions = {
  plugin: string;
  principal: Principal;
  caller?: Principal;
  /** Who it began with; the principal unless given. */
  origin?: Principal;
  request?: RequestInfo;
  preferences?: Preferences;
  log?: Logger;
};

/** What one process holds. Passed around inside the core; plugins see only `env`. */
export type Runtime = {
  readonly config: Config;
  readonly database: Database;
  readonly keys: KeyRing;
  readonly log: Logger;
  readonly security: SecurityLog;
  readonly times: RequestTimes;
  /** What plugins' handlers do wrong is counted here, where somebody counts. */
  readonly faults?: FaultBook;
  now(): Date;
  /** The generation that serves now; swapped, never changed. */
  generation(): Generation;
  /** Aborted when the plugin leaves the generation of this process; never for the core. */
  pluginSignal(plugin: string): AbortSignal;
  /** Plugins that should run in this process and cannot, and why. */
  held?(): ReadonlyMap<string, string>;
  /** The set of plugins, for whoever may change it. */
  platform(): Platform;
  env(options: EnvOptions): Env;
  /** The organization's default preferences (settings of `base` where it is there). */
  defaultPreferences(org: number): Promise<Preferences>;
};
