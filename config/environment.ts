import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import type { Config } from '../core/config.ts';

/** What the environment says. `databaseUrl` and `keys` are missing where nothing is configured and the start makes them up. */
export type Environment = Omit<Config, 'databaseUrl' | 'databaseUrlDirect' | 'keys'> & {
  databaseUrl: string | undefined;
  databaseUrlDirect: string | undefined;
  keys: readonly Uint8Array[] | undefined;
  /** Folder of the embedded database and its generated keys. */
  dataDir: string;
};

/** All that is wrong with the settings, as one text for the person who starts. Values are not repeated where they may hold a password. */
export class SettingsError extends Error {
  constructor(faults: readonly { name: string; text: string }[]) {
    const width = Math.max(...faults.map(({ name }) => name.length));
    const count = faults.length === 1 ? 'One setting needs' : `${faults.length} settings need`;
    const lines = faults.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`);
    super([`Atrium cannot start. ${count} attention:`, ...lines, 'Every setting is explained in docs/reference/configuration.md.'].join('\n'));
    this.name = 'SettingsError';
  }
}

const keyBytes = 32;

function parseKey(text: string): Uint8Array | undefined {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  return bytes.length === keyBytes && /^[\w+/-]+={0,2}$/.test(text) ? new Uint8Array(bytes) : undefined;
}

/** An address with one of these schemes; the URL parser's view of it, or undefined. */
function parseUrl(text: string, schemes: readonly string[]): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && schemes.includes(url.protocol) && url.hostname !== '' ? url : undefined;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

const list = (separator: string) =>
  z.string().transform((text) =>
    text
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

function postgresUrl(example: string) {
  return z.string().refine((text) => parseUrl(text, ['postgres:', 'postgresql:']), `is not the address of a PostgreSQL. Write it as ${example}`);
}

const settings = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test'], { error: 'is none of "development", "production", "test".' }).optional(),
  DATABASE_URL: postgresUrl('postgres://user:password@host:5432/database').optional(),
  DATABASE_URL_DIRECT: postgresUrl('DATABASE_URL, past the pooler: postgres://user:password@host:5432/database').optional(),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'is not an address to listen on. Write 127.0.0.1 for this machine alone, 0.0.0.0 for all networks.')
    .optional(),
  PORT: z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'is not a port. Give a whole number from 0 (any free one) to 65535.')
    .optional(),
  ATRIUM_URL: z
    .string()
    .refine((text) => {
      const url = parseUrl(text, ['http:', 'https:']);
      return url && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
    }, 'is not a public address. Write it as https://meet.example.org, with no path.')
    .optional(),
  ATRIUM_KEYS: list(',')
    .refine(
      (keys) => keys.length > 0 && keys.every(parseKey),
      `is not a list of keys of ${keyBytes} bytes, divided by commas. Make a key with: openssl rand -base64 ${keyBytes}`,
    )
    .optional(),
  ATRIUM_SMTP_URL: z
    .string()
    .refine(
      (text) => parseUrl(text, ['smtp:', 'smtps:']),
      'is not the address of a mail server. Write it as smtp://user:password@mail.example.org:587 (or smtps://… with port 465).',
    )
    .optional(),
  ATRIUM_ADMIN_EMAIL: z.email('is not an e-mail address.').optional(),
  ATRIUM_ADMIN_PASSWORD: z.string().optional(),
  ATRIUM_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'is none of "debug", "info", "warn", "error", "silent".' }).optional(),
  ATRIUM_TRUSTED_PROXIES: list(',')
    .refine((networks) => networks.every(isNetwork), 'is not a list of addresses or networks, divided by commas. Write it as 127.0.0.1, 10.0.0.0/8')
    .optional(),
  ATRIUM_POOL_SIZE: z
    .string()
    .refine((text) => /^\d{1,3}$/.test(text) && Number(text) >= 2 && Number(text) <= 200, 'is not a number of connections. Give a whole number from 2 to 200.')
    .optional(),
  ATRIUM_ALLOW_PRIVATE_OUTBOUND: z.enum(['true', 'false'], { error: 'is neither "true" nor "false".' }).optional(),
  ATRIUM_PLUGIN_FOLDERS: list(path.delimiter).optional(),
  ATRIUM_PLUGIN_PACKAGES: list(',')
    .refine((names) => names.every((name) => /^(@[a-z0-9._-]+\/)?[a-z0-9._-]+$/.test(name)), 'is not a list of names of npm packages, divided by commas.')
    .optional(),
  ATRIUM_WATCHDOG_SECONDS: z
    .string()
    .refine(
      (text) => /^\d{1,4}$/.test(text) && (text === '0' || Number(text) >= 2),
      'is not a number of seconds. Give a whole number from 2, or 0 for no watchdog.',
    )
    .optional(),
  ATRIUM_SUPERVISOR: z.enum(['on', 'off'], { error: 'is neither "on" nor "off".' }).optional(),
  ATRIUM_DATA_DIR: z.string().optional(),
});

/**
 * Reads the settings, all at once. With neither `DATABASE_URL` nor `NODE_ENV=production` this is a trial or development start and what is
 * missing is made up by the caller; otherwise nothing is made up.
 * @throws SettingsError naming every fault and what to do.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  // An empty value is what tools write for "not set".
  const given = Object.fromEntries(
    Object.entries(source).flatMap(([name, value]) => (value === undefined || value.trim() === '' ? [] : [[name, value.trim()]])),
  );
  const parsed = settings.safeParse(given);
  const faults = (parsed.error?.issues ?? []).map((issue) => ({ name: String(issue.path[0]), text: issue.message }));
  const production = given.NODE_ENV === 'production';
  const invented = given.DATABASE_URL === undefined && !production;
  if (!invented && given.DATABASE_URL === undefined) {
    faults.push({ name: 'DATABASE_URL', text: 'is missing. NODE_ENV=production needs a PostgreSQL 15 or newer: postgres://user:password@host:5432/database' });
  }
  if (!invented && given.ATRIUM_KEYS === undefined) {
    faults.push({
      name: 'ATRIUM_KEYS',
      text: `is missing. Make a key with: openssl rand -base64 ${keyBytes}, and keep it: without it, stored secrets cannot be read.`,
    });
  }
  if ((given.ATRIUM_ADMIN_EMAIL === undefined) !== (given.ATRIUM_ADMIN_PASSWORD === undefined)) {
    const missing = given.ATRIUM_ADMIN_EMAIL === undefined ? 'ATRIUM_ADMIN_EMAIL' : 'ATRIUM_ADMIN_PASSWORD';
    faults.push({ name: missing, text: 'is missing. The first administrator needs both ATRIUM_ADMIN_EMAIL and ATRIUM_ADMIN_PASSWORD.' });
  }
  if (!parsed.success || faults.length > 0) throw new SettingsError(faults);

  const value = parsed.data;
  const host = value.HOST ?? '127.0.0.1';
  const port = Number(value.PORT ?? 3000);
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : isIP(host) === 6 ? `[${host}]` : host;
  const known = new Set(Object.keys(settings.shape));
  const development = invented || value.NODE_ENV === 'development' || value.NODE_ENV === 'test';
  return {
    mode: development ? 'development' : 'production',
    host,
    port,
    url: value.ATRIUM_URL ? new URL(value.ATRIUM_URL).origin : `http://${shown}:${port}`,
    databaseUrl: value.DATABASE_URL,
    databaseUrlDirect: value.DATABASE_URL_DIRECT ?? value.DATABASE_URL,
    poolSize: Number(value.ATRIUM_POOL_SIZE ?? 10),
    keys: value.ATRIUM_KEYS?.flatMap((text) => parseKey(text) ?? []),
    logLevel: value.ATRIUM_LOG_LEVEL ?? 'info',
    smtpUrl: value.ATRIUM_SMTP_URL,
    adminEmail: value.ATRIUM_ADMIN_EMAIL,
    adminPassword: value.ATRIUM_ADMIN_PASSWORD,
    trustedProxies: value.ATRIUM_TRUSTED_PROXIES ?? [],
    allowPrivateOutbound: value.ATRIUM_ALLOW_PRIVATE_OUTBOUND ? value.ATRIUM_ALLOW_PRIVATE_OUTBOUND === 'true' : development,
    pluginFolders: (value.ATRIUM_PLUGIN_FOLDERS ?? []).map((folder) => path.resolve(folder)),
    pluginPackages: value.ATRIUM_PLUGIN_PACKAGES ?? [],
    watchdogSeconds: Number(value.ATRIUM_WATCHDOG_SECONDS ?? 10),
    environment: {
      // The plugin that sends mail knows it by the name of its own setting.
      ...(value.ATRIUM_SMTP_URL ? { ATRIUM_MAIL_SMTP_URL: value.ATRIUM_SMTP_URL } : {}),
      ...Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith('ATRIUM_') && !known.has(name))),
    },
    dataDir: path.resolve(value.ATRIUM_DATA_DIR ?? 'var'),
  };
}
