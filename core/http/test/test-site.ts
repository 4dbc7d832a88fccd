import { createHash, randomBytes } from 'node:crypto';
import { createSecurityLog } from '../../audit/security-log.ts';
import type { Config } from '../../config.ts';
import type { Env, Preferences, SessionContract } from '../../env.ts';
import { createRequestTimes } from '../../figures/request-times.ts';
import { createLogger } from '../../log.ts';
import { openDatabase } from '../../model/database.ts';
import type { Database } from '../../model/database-type.ts';
import type { Manifest } from '../../plugin/define-plugin.ts';
import type { Generation } from '../../plugin/generation.ts';
import type { Principal } from '../../principal.ts';
import type { Runtime } from '../../runtime.ts';
import { testDatabase } from '../../testing/database.ts';
import { buildApp, type HttpApp } from '../build-app.ts';
import type { Route } from '../route.ts';

const preferences: Preferences = { language: 'en', timeZone: 'UTC', hour12: false, weekStart: 1 };

/** Three people by their session token: a member, an administrator, and nobody else. */
const people: Record<string, Principal> = {
  'token-of-ann': { kind: 'user', org: 1, account: 'ann', person: 'ann', session: 's1', groups: new Set(['user']) },
  'token-of-root': { kind: 'user', org: 1, account: 'root', person: 'root', session: 's2', groups: new Set(['user', 'test.admin']) },
};
const session: SessionContract = { resolve: async (_, token) => people[token], preferences: async () => preferences };

const never = (name: string) => (): never => {
  throw new TypeError(`${name} is not part of this test`);
};

const manifest = (name: string, more: Partial<Manifest>): Manifest => ({
  name,
  version: '1.0.0',
  title: name,
  summary: name,
  category: 'Test',
  icon: 'box',
  core: '*',
  url: import.meta.url,
  ...more,
});

export type TestSite = {
  app: HttpApp;
  runtime: Runtime;
  database: Database;
  /** What was logged, one parsed line each. */
  lines: Record<string, unknown>[];
  /** Another process on the same database. */
  sibling(): Promise<{ app: HttpApp; runtime: Runtime; close(): Promise<void> }>;
  token(kind: string, record: string, expiresAt?: Date): Promise<string>;
  close(): Promise<void>;
};

export type TestSiteOptions = { routes: readonly Route[]; config?: Partial<Config>; plugins?: readonly Manifest[]; database?: Database };

export function testGeneration(routes: readonly { plugin: string; route: Route }[], plugins: readonly Manifest[] = []): Generation {
  return {
    number: 0,
    plugins: [manifest('people', { provides: [{ contract: 'core.session', key: 'people', implementation: session }] }), ...plugins],
    registry: { models: new Map(), model: never('registry') },
    access: { allows: () => false, rows: never('rows'), field: () => false, describe: () => [], rules: () => [], adminRules: () => [], hides: () => [] },
    customizations: { groups: [], rules: [], fields: [] },
    translations: {
      languages: ['en', 'de'],
      translate: (language, text, values = {}) =>
        (language === 'de' && text.startsWith('There is nothing') ? 'Hier ist nichts.' : text).replace(/\{(\w+)\}/g, (_, key: string) => String(values[key])),
    },
    routes,
    jobs: new Map(),
    actions: new Map(),
    subscriptions: new Map(),
    hooks: new Map(),
    views: new Map(),
    groups: new Map([['test.admin', { title: 'Administrator', plugin: 'test' }]]),
    assets: new Map([['test/app.js', { path: '/assets/abc/test/app.js', type: 'text/javascript; charset=utf-8', bytes: Buffer.from('export {};') }]]),
    services: new Map(),
    contracts: new Map(),
    closures: new Map(),
  };
}

export const testPlugin = manifest;

function testRuntime(database: Database, generation: Generation, config: Partial<Config>, lines: Record<string, unknown>[]): Runtime {
  const log = createLogger('debug', { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  return {
    config: {
      mode: 'test',
      host: '127.0.0.1',
      port: 0,
      url: 'http://atrium.test',
      databaseUrl: '',
      databaseUrlDirect: '',
      poolSize: 5,
      keys: [],
      logLevel: 'info',
      smtpUrl: undefined,
      adminEmail: undefined,
      adminPassword: undefined,
      trustedProxies: [],
      allowPrivateOutbound: false,
      pluginFolders: [],
      environment: {},
      ...config,
    },
    database,
    keys: {} as Runtime['keys'],
    log,
    security: createSecurityLog({ database, log, now: () => new Date() }),
    times: createRequestTimes({ database, log, now: () => new Date() }),
    now: () => new Date(),
    generation: () => generation,
    pluginSignal: () => new AbortController().signal,
    platform: () => {
      throw new TypeError('this site has no platform');
    },
    // Only what the host and these tests' handlers ask an env for.
    env: ({ plugin, principal, request, preferences: given = preferences }) =>
      ({
        plugin,
        principal,
        request,
        preferences: given,
        t: (text: string, values?: Record<string, string | number>) => generation.translations.translate(given.language, text, values),
        tx: (fn: (env: unknown) => Promise<unknown>) => database.tx(() => fn(undefined)),
      }) as unknown as Env,
    defaultPreferences: async () => preferences,
  };
}

/** The host on a real database, with people, two groups and the given routes of a plugin named `test`. */
export async function testSite({ routes, config = {}, plugins = [] }: TestSiteOptions): Promise<TestSite> {
  const { url, drop } = await testDatabase();
  const lines: Record<string, unknown>[] = [];
  const open = () => openDatabase({ url, poolSize: 5, log: createLogger('silent') });
  const database = await open();
  const generation = testGeneration(
    routes.map((route) => ({ plugin: 'test', route })),
    plugins,
  );
  const runtime = testRuntime(database, generation, config, lines);
  return {
    app: buildApp(runtime, generation),
    runtime,
    database,
    lines,
    sibling: async () => {
      const second = await open();
      const other = testRuntime(second, generation, config, lines);
      return { app: buildApp(other, generation), runtime: other, close: () => second.close() };
    },
    token: async (kind, record, expiresAt) => {
      const token = randomBytes(16).toString('base64url');
      await database.query('INSERT INTO core_token (hash, org_id, kind, record, expires_at) VALUES ($1, 1, $2, $3, $4)', [
        createHash('sha256').update(token).digest(),
        kind,
        record,
        expiresAt ?? null,
      ]);
      return token;
    },
    close: async () => {
      await database.close();
      await drop();
    },
  };
}

export const at = (path: string, init?: RequestInit): Request => new Request(`http://atrium.test${path}`, init);

/** A form as a browser sends it from our own page. */
export const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Request =>
  at(path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin: 'http://atrium.test', accept: 'text/html', ...headers } });

export const jsonPost = (path: string, value: unknown, headers: Record<string, string> = {}): Request =>
  at(path, { method: 'POST', body: typeof value === 'string' ? value : JSON.stringify(value), headers: { 'content-type': 'application/json', ...headers } });

export const asAnn = { cookie: 'atrium=token-of-ann' };
export const asRoot = { cookie: 'atrium=token-of-root' };

export async function problem(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}
