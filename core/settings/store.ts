import { fail } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { SettingsType, SettingsValue } from './settings.ts';

const CHANNEL = 'core_setting';
/** Where a notification was lost, a change arrives this late at most. */
const STALE_MS = 30_000;

type Entry = { values: Record<string, unknown>; readAt: number };

/** Per process: `org/plugin` → values. Emptied by notification, so reading settings costs no statement. */
const caches = new WeakMap<Runtime['database'], Map<string, Entry>>();

function cacheOf(runtime: Runtime): Map<string, Entry> {
  const known = caches.get(runtime.database);
  if (known) return known;
  const made = new Map<string, Entry>();
  caches.set(runtime.database, made);
  return made;
}

const place = (plugin: string, key: string): string => `setting/${plugin}/${key}`;

/** `ATRIUM_<PLUGIN>_<KEY>`: upper case, `-` and each capital letter's start become `_`. */
export const environmentName = (plugin: string, key: string): string => `ATRIUM_${plugin}_${key.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.replaceAll('-', '_').toUpperCase();

/** What the environment says for these settings, as text by member. */
export function fromEnvironment(runtime: Runtime, type: SettingsType): Record<string, string> {
  return Object.fromEntries(
    Object.keys(type.schema.shape).flatMap((key): [string, string][] => {
      const value = runtime.config.environment[environmentName(type.plugin, key)];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** A text from the environment as the member takes it: as it stands, else read as JSON (`true`, `10`). */
function coerce(type: SettingsType, key: string, text: string): unknown {
  const member = type.schema.shape[key];
  if (member?.safeParse(text).success) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * A plugin's settings: the environment over the stored ones over the defaults; secrets opened.
 * @throws INPUT_INVALID where the environment holds something impossible.
 */
export async function loadSettings<T extends SettingsType>(runtime: Runtime, org: number, type: T): Promise<SettingsValue<T>> {
  const cache = cacheOf(runtime);
  const key = `${org}/${type.plugin}`;
  const known = cache.get(key);
  if (known && performance.now() - known.readAt < STALE_MS) return known.values as SettingsValue<T>;
  const { rows } = await runtime.database.query<{ key: string; value: unknown; sealed: Uint8Array | null }>(
    'SELECT key, value, sealed FROM core_setting WHERE org_id = $1::integer AND plugin = $2::text',
    [org, type.plugin],
  );
  const stored = rows
    .filter((row) => row.key in type.schema.shape)
    .map((row): [string, unknown] => [row.key, row.sealed ? runtime.keys.decrypt(row.sealed, place(type.plugin, row.key)) : row.value])
    .filter(([name, value]) => type.schema.shape[name]?.safeParse(value).success);
  const environment = Object.entries(fromEnvironment(runtime, type)).map(([name, text]): [string, unknown] => [name, coerce(type, name, text)]);
  const parsed = type.schema.safeParse(Object.fromEntries([...stored, ...environment]));
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path, message }) => ({ path: environmentName(type.plugin, path.join('_')), message }));
    throw fail('INPUT_INVALID', { detail: `The environment holds settings that cannot be used: ${names.map(({ path }) => path).join(', ')}`, issues: names });
  }
  // Inside a transaction others' changes, or our own that may be rolled back, must not reach the cache.
  if (!runtime.database.inTransaction()) cache.set(key, { values: parsed.data, readAt: performance.now() });
  return parsed.data as SettingsValue<T>;
}

/** Stores the given members; secrets are sealed, an empty secret is removed. Other processes follow by notification. @throws INPUT_INVALID */
export async function saveSettings<T extends SettingsType>(runtime: Runtime, org: number, type: T, values: Partial<SettingsValue<T>>): Promise<void> {
  const parsed = type.schema.partial().safeParse(values);
  if (!parsed.success) throw fail('INPUT_INVALID', { issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) });
  const entries = Object.entries(parsed.data).filter(([name]) => name in values);
  await runtime.database.tx(async () => {
    for (const [name, value] of entries) {
      const secret = type.secrets.includes(name);
      if (secret && (value === '' || value === undefined)) {
        await runtime.database.query('DELETE FROM core_setting WHERE org_id = $1::integer AND plugin = $2::text AND key = $3::text', [org, type.plugin, name]);
        continue;
      }
      await runtime.database.query(
        `INSERT INTO core_setting (org_id, plugin, key, value, sealed) VALUES ($1::integer, $2::text, $3::text, $4::jsonb, $5::bytea)
         ON CONFLICT (org_id, plugin, key) DO UPDATE SET value = excluded.value, sealed = excluded.sealed, updated_at = now()`,
        [org, type.plugin, name, secret ? null : JSON.stringify(value ?? null), secret ? runtime.keys.encrypt(String(value), place(type.plugin, name)) : null],
      );
    }
    await runtime.database.query('SELECT pg_notify($1::text, $2::text)', [CHANNEL, `${org}/${type.plugin}`]);
    runtime.database.afterCommit(() => cacheOf(runtime).delete(`${org}/${type.plugin}`));
  });
}

/** Follows other processes' changes. @returns stop */
export function watchSettings(runtime: Runtime): Promise<() => Promise<void>> {
  const cache = cacheOf(runtime);
  return runtime.database.listen(
    CHANNEL,
    (key) => cache.delete(key),
    () => cache.clear(),
  );
}
