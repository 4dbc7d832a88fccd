import type { z } from 'zod';
import { fail, type Issue } from '../errors.ts';
import type { Principal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { settingPlace } from './setting-place.ts';
import { type SettingState, type SettingsType, type SettingsValue, secretsToTypeAgain } from './settings.ts';

const CHANNEL = 'core_setting';
/** Where a notification was lost, a change arrives this late at most. */
const STALE_MS = 30_000;

/** No transaction lasts longer. */
const LONGEST_TRANSACTION_MS = 60_000;

type Entry = { values: Record<string, unknown>; readAt: number };

/** `changes` counts what made entries old, so that an answer that was on its way meanwhile is not kept; `written`: when this process last wrote them. */
type Cache = { entries: Map<string, Entry>; written: Map<string, number>; changes: number };

/** Per process: `org/plugin` → values. Emptied by notification, so reading settings costs no statement. */
const caches = new WeakMap<Runtime['database'], Cache>();

function cacheOf(runtime: Runtime): Cache {
  const known = caches.get(runtime.database);
  if (known) return known;
  const made: Cache = { entries: new Map(), written: new Map(), changes: 0 };
  caches.set(runtime.database, made);
  return made;
}

function forget(cache: Cache, key: string): void {
  cache.changes += 1;
  cache.entries.delete(key);
}

/** Inside a transaction that may have written them itself, settings come from the database and stay out of the cache: it could still be rolled back. */
const mayBeOwnWrite = ({ database }: Runtime, { written }: Cache, key: string): boolean =>
  database.inTransaction() && performance.now() - (written.get(key) ?? Number.NEGATIVE_INFINITY) < LONGEST_TRANSACTION_MS;

/** `ATRIUM_<PLUGIN>_<KEY>`: upper case, `-` and each capital letter's start become `_`. */
export const environmentName = (plugin: string, key: string): string =>
  `ATRIUM_${plugin}_${key.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.replaceAll('-', '_').toUpperCase();

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

/** A secret whose key is no longer in the ring counts as not set: the plugin says so where it is needed, and everything else goes on. */
function open(runtime: Runtime, sealed: Uint8Array, org: number, plugin: string, key: string): string | undefined {
  try {
    return runtime.keys.decrypt(sealed, settingPlace(org, plugin, key));
  } catch (error) {
    runtime.log.error({ plugin, setting: key, error: error instanceof Error ? error.message : String(error) }, 'secret setting cannot be opened');
    return undefined;
  }
}

/**
 * A plugin's settings: the environment over the stored ones over the defaults; secrets opened.
 * @throws INPUT_INVALID where the environment holds something impossible.
 */
export async function loadSettings<T extends SettingsType>(runtime: Runtime, org: number, type: T): Promise<SettingsValue<T>> {
  const cache = cacheOf(runtime);
  const key = `${org}/${type.plugin}`;
  const own = mayBeOwnWrite(runtime, cache, key);
  const { changes } = cache;
  const known = own ? undefined : cache.entries.get(key);
  if (known && performance.now() - known.readAt < STALE_MS) return known.values as SettingsValue<T>;
  const { rows } = await runtime.database.query<{ key: string; value: unknown; sealed: Uint8Array | null }>(
    'SELECT key, value, sealed FROM core_setting WHERE org_id = $1::integer AND plugin = $2::text',
    [org, type.plugin],
  );
  const stored = rows
    .filter((row) => row.key in type.schema.shape)
    .map((row): [string, unknown] => [row.key, row.sealed ? open(runtime, row.sealed, org, type.plugin, row.key) : row.value])
    .filter(([name, value]) => type.schema.shape[name]?.safeParse(value).success);
  const environment = Object.entries(fromEnvironment(runtime, type)).map(([name, text]): [string, unknown] => [name, coerce(type, name, text)]);
  const parsed = type.schema.safeParse(Object.fromEntries([...stored, ...environment]));
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path, message }) => ({ path: environmentName(type.plugin, path.join('_')), message }));
    throw fail('INPUT_INVALID', { detail: `The environment holds settings that cannot be used: ${names.map(({ path }) => path).join(', ')}`, issues: names });
  }
  const values = Object.freeze(parsed.data);
  if (!own && changes === cache.changes) cache.entries.set(key, { values, readAt: performance.now() });
  return values as SettingsValue<T>;
}

/** Who changed a setting: `user:<person>`, `plugin:<name>`, else the kind. */
export const changerOf = (principal: Principal): string =>
  principal.kind === 'user' ? `user:${principal.person}` : principal.kind === 'plugin' ? `plugin:${principal.plugin}` : principal.kind;

type Write = { name: string; value: unknown };

/**
 * Stores the given members; secrets are sealed, an empty secret is removed. Other processes follow by notification. The values must fit each by itself and,
 * with those that are not given, all together.
 * @throws INPUT_INVALID
 */
export async function saveSettings<T extends SettingsType>(
  runtime: Runtime,
  org: number,
  type: T,
  values: Partial<SettingsValue<T>>,
  by = 'system',
): Promise<void> {
  const shape: Readonly<Record<string, z.ZodType | undefined>> = type.schema.shape;
  const checked = Object.entries(values).map(([name, value]) => ({ name, result: shape[name]?.safeParse(value) }));
  const entries = checked.flatMap(({ name, result }): Write[] => (result?.success ? [{ name, value: result.data }] : []));
  const issues = checked.flatMap(({ name, result }): Issue[] => {
    if (!result) return [{ path: name, message: 'There is no such setting.' }];
    return result.success ? [] : result.error.issues.map((issue) => ({ path: [name, ...issue.path].join('.'), message: issue.message }));
  });
  if (issues.length > 0) throw fail('INPUT_INVALID', { issues });
  const current: Readonly<Record<string, unknown>> = await loadSettings(runtime, org, type);
  const changed = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
  const again = secretsToTypeAgain(type, current, changed);
  if (again.length > 0)
    throw fail('INPUT_INVALID', { issues: again.map((path) => ({ path, message: 'It would be sent to another place than before: type it again.' })) });
  const whole = type.schema.safeParse({ ...current, ...changed });
  if (!whole.success) throw fail('INPUT_INVALID', { issues: whole.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) });
  await written(runtime, org, type, async () => {
    for (const { name, value } of entries) {
      const secret = type.secrets.includes(name);
      if (secret && (value === '' || value === undefined)) await remove(runtime, org, type.plugin, [name]);
      else {
        await runtime.database.query(
          `INSERT INTO core_setting (org_id, plugin, key, value, sealed, changed_by) VALUES ($1::integer, $2::text, $3::text, $4::jsonb, $5::bytea, $6::text)
           ON CONFLICT (org_id, plugin, key)
           DO UPDATE SET value = excluded.value, sealed = excluded.sealed, changed_by = excluded.changed_by, updated_at = now()`,
          [
            org,
            type.plugin,
            name,
            secret ? null : JSON.stringify(value ?? null),
            secret ? runtime.keys.encrypt(String(value), settingPlace(org, type.plugin, name)) : null,
            by,
          ],
        );
      }
    }
  });
}

/** Back to the defaults: what is stored of these members is removed. */
export const resetSettings = (runtime: Runtime, org: number, type: SettingsType, names: readonly string[]): Promise<void> =>
  written(runtime, org, type, () => remove(runtime, org, type.plugin, names));

const remove = async ({ database }: Runtime, org: number, plugin: string, names: readonly string[]): Promise<void> => {
  await database.query('DELETE FROM core_setting WHERE org_id = $1::integer AND plugin = $2::text AND key = ANY($3::text[])', [org, plugin, names]);
};

/** A transaction that changes settings: this process and the others then read them again. */
async function written(runtime: Runtime, org: number, { plugin }: SettingsType, work: () => Promise<void>): Promise<void> {
  const cache = cacheOf(runtime);
  const key = `${org}/${plugin}`;
  const stamp = performance.now();
  cache.written.set(key, stamp);
  await runtime.database.tx(async () => {
    await work();
    await runtime.database.query('SELECT pg_notify($1::text, $2::text)', [CHANNEL, key]);
    runtime.database.afterCommit(() => {
      forget(cache, key);
      if (cache.written.get(key) === stamp) cache.written.delete(key);
    });
  });
}

/** Where each member's value comes from, and who changed it when; no values. */
export async function settingsState(runtime: Runtime, org: number, type: SettingsType): Promise<Record<string, SettingState>> {
  const { rows } = await runtime.database.query<{ key: string; by: string | null; at: Date }>(
    'SELECT key, changed_by AS by, updated_at AS at FROM core_setting WHERE org_id = $1::integer AND plugin = $2::text',
    [org, type.plugin],
  );
  const stored = new Map(rows.map((row) => [row.key, row]));
  const fixed = fromEnvironment(runtime, type);
  return Object.fromEntries(
    Object.keys(type.schema.shape).map((name): [string, SettingState] => {
      const row = stored.get(name);
      return [
        name,
        {
          source: name in fixed ? 'environment' : row ? 'stored' : 'default',
          variable: environmentName(type.plugin, name),
          changedAt: row?.at,
          changedBy: row?.by ?? undefined,
        },
      ];
    }),
  );
}

/** Follows other processes' changes. @returns stop */
export function watchSettings(runtime: Runtime): Promise<() => Promise<void>> {
  const cache = cacheOf(runtime);
  return runtime.database.listen(
    CHANNEL,
    (key) => forget(cache, key),
    () => {
      cache.changes += 1;
      cache.entries.clear();
    },
  );
}
