import { randomBytes } from 'node:crypto';
import type { Config } from '../core/config.ts';
import { type Embedded, startEmbedded } from '../core/embedded/index.ts';
import { readEnvironment } from './environment.ts';
import { generatedKeys } from './generated-keys.ts';

export type Configured = { config: Config; stop(): Promise<void>; notes: readonly string[] };

/**
 * The configuration of this process, with what a start without configuration makes up: an embedded database and a key.
 * `temporary` gives an empty database that is gone at the end, whatever is configured.
 * @throws SettingsError
 */
export async function configure(
  source: Readonly<Record<string, string | undefined>>,
  options: { temporary?: boolean; quiet?: boolean } = {},
): Promise<Configured> {
  const { dataDir, ...settings } = readEnvironment(
    options.temporary ? { ...source, DATABASE_URL: undefined, DATABASE_URL_DIRECT: undefined, NODE_ENV: 'development' } : source,
  );
  if (settings.databaseUrl !== undefined && settings.databaseUrlDirect !== undefined && settings.keys !== undefined) {
    const config = { ...settings, databaseUrl: settings.databaseUrl, databaseUrlDirect: settings.databaseUrlDirect, keys: settings.keys };
    return { config, stop: async () => {}, notes: [] };
  }
  const embedded: Embedded = await startEmbedded(options.temporary ? { ephemeral: true } : { dataDir });
  const keys = settings.keys ?? (options.temporary ? [new Uint8Array(randomBytes(32))] : generatedKeys(embedded.dataDir));
  const config = { ...settings, databaseUrl: embedded.url, databaseUrlDirect: settings.databaseUrlDirect ?? embedded.url, keys };
  const shared = embedded.started ? '' : ', shared with another process that runs it';
  return {
    config,
    stop: () => embedded.stop(),
    notes: options.quiet || options.temporary ? [] : [`Data is in ${embedded.dataDir} (embedded PostgreSQL${shared})`],
  };
}
