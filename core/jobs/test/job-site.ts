import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createSecurityLog } from '../../audit/security-log.ts';
import type { Config } from '../../config.ts';
import { createRequestTimes } from '../../figures/request-times.ts';
import { createLogger } from '../../log.ts';
import { openDatabase } from '../../model/database.ts';
import { buildGeneration } from '../../plugin/build-generation.ts';
import { createEnv, fallbackPreferences } from '../../plugin/create-env.ts';
import type { Manifest } from '../../plugin/define-plugin.ts';
import type { Runtime } from '../../runtime.ts';
import { createKeyRing } from '../../secrets/create-key-ring.ts';
import { createClock, testDatabase } from '../../testing/index.ts';

export type Part = Partial<Pick<Manifest, 'name' | 'jobs' | 'actions' | 'on' | 'settings' | 'permissions'>>;

export const plugin = (part: Part): Manifest => ({
  name: 'probe',
  version: '1.0.0',
  title: 'Probe',
  summary: 'Declares what a test needs',
  category: 'Tests',
  icon: 'box',
  core: '^1.0.0',
  url: import.meta.url,
  ...part,
});

const config = (url: string, more: Partial<Config>): Config => ({
  mode: 'test',
  host: '127.0.0.1',
  port: 0,
  url: 'http://127.0.0.1',
  databaseUrl: url,
  databaseUrlDirect: url,
  poolSize: 4,
  keys: [randomBytes(32)],
  logLevel: 'silent',
  smtpUrl: undefined,
  adminEmail: undefined,
  adminPassword: undefined,
  trustedProxies: [],
  allowPrivateOutbound: true,
  pluginFolders: [],
  environment: {},
  ...more,
});

/** A database of its own; `process` opens one more "process" on it: pool, generation and log of its own, the clock shared. */
export async function openJobSite(clockAt?: string) {
  const { url, drop } = await testDatabase();
  const clock = createClock(clockAt);
  const keys = [randomBytes(32)];
  const closing: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    for (const close of closing.reverse()) await close();
    await drop();
  });
  const process = async (parts: readonly Part[], more: Partial<Config> = {}): Promise<Runtime & { lines: Record<string, unknown>[] }> => {
    const lines: Record<string, unknown>[] = [];
    const log = createLogger('debug', { write: (line) => lines.push(JSON.parse(line)) });
    const settings = config(url, { keys, ...more });
    const database = await openDatabase({ url, poolSize: settings.poolSize, log });
    closing.push(() => database.close());
    const generation = buildGeneration(parts.map(plugin), 1);
    const runtime: Runtime & { lines: Record<string, unknown>[] } = {
      config: settings,
      database,
      keys: createKeyRing(settings.keys),
      log,
      security: createSecurityLog({ database, log, now: clock.now }),
      times: createRequestTimes({ database, log, now: clock.now }),
      lines,
      now: settings.mode === 'test' ? clock.now : () => new Date(),
      generation: () => generation,
      pluginSignal: () => new AbortController().signal,
      platform: () => {
        throw new TypeError('this site has no platform');
      },
      env: (options) => createEnv(runtime, options),
      defaultPreferences: async () => fallbackPreferences,
    };
    return runtime;
  };
  return { clock, process, atEnd: (close: () => Promise<void>) => closing.push(close) };
}
