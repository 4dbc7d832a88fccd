import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Runtime } from '../runtime.ts';

/** Which token: of the plugin's account with a service, for a person there, with these rights. */
export type AccessTokenKey = { account: string; subject?: string; scopes?: readonly string[] };

/** As the service gave it. `expiresIn`: seconds from now, so no clock of the service matters. `detail`: what else was said and is wanted again (granted scopes). */
export type FetchedToken = { token: string; expiresIn: number; detail?: Readonly<Record<string, string>> };

export type AccessToken = { token: string; expiresAt: Date; detail: Readonly<Record<string, string>> };

const kept = z.object({ token: z.string(), detail: z.record(z.string(), z.string()) });

/** A token that ends sooner than that is as good as ended: a call with it takes time too. */
const MARGIN_MS = 60_000;
/** Whoever fetches has so long; after that another does. */
const LEASE_MS = 30_000;
const LOOK_MS = 60;
const LOOK_MS_MOST = 1_000;
const DAY_MS = 86_400_000;

type Place = { org: number; plugin: string; key: AccessTokenKey };

/** Fetches of this process by place: fifty jobs that want a token at once wait for one. */
const fetching = new WeakMap<Runtime['database'], Map<string, Promise<AccessToken>>>();

const hashOf = ({ account, subject, scopes }: AccessTokenKey): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([account, subject ?? null, scopes === undefined ? null : [...scopes].sort()]))
    .digest();

const aadOf = ({ org, plugin }: Place, hash: Buffer): string => `core_access_token/${org}/${plugin}/${hash.toString('hex')}`;

/**
 * The cached access token, or a new one. One fetch at a time for a place over all processes: whoever comes while it runs waits for its outcome, by a lease in the database that
 * holds no connection. A fetch that fails fails for all of this process that waited; another process then tries for itself.
 * @throws TypeError inside of a transaction, which would stand open meanwhile; what `fetch` throws
 */
export function accessToken(runtime: Runtime, place: Place, fetch: () => Promise<FetchedToken>): Promise<AccessToken> {
  if (runtime.database.inTransaction()) throw new TypeError('access tokens are fetched outside of transactions');
  const hash = hashOf(place.key);
  const flights = fetching.get(runtime.database) ?? new Map<string, Promise<AccessToken>>();
  fetching.set(runtime.database, flights);
  const name = aadOf(place, hash);
  const known = flights.get(name);
  if (known) return known;
  const flight = find(runtime, place, hash, fetch).finally(() => flights.delete(name));
  flights.set(name, flight);
  return flight;
}

async function find(runtime: Runtime, place: Place, hash: Buffer, fetch: () => Promise<FetchedToken>): Promise<AccessToken> {
  for (let wait = LOOK_MS; ; wait = Math.min(wait * 1.5, LOOK_MS_MOST)) {
    const cached = await read(runtime, place, hash);
    if (cached) return cached;
    const lease = await take(runtime, place, hash);
    if (lease) {
      // between the look and the lease somebody else may have come and gone
      const late = await read(runtime, place, hash);
      if (late) return late;
      return await fetchInto(runtime, place, hash, lease, fetch);
    }
    await pause(wait);
  }
}

async function read(runtime: Runtime, place: Place, hash: Buffer): Promise<AccessToken | undefined> {
  const { rows } = await runtime.database.query<{ token: Uint8Array; expires_at: Date }>(
    `SELECT token, expires_at FROM core_access_token
      WHERE org_id = $1::integer AND plugin = $2::text AND place = $3::bytea AND token IS NOT NULL AND expires_at > $4::timestamptz`,
    [place.org, place.plugin, hash, new Date(runtime.now().getTime() + MARGIN_MS).toISOString()],
  );
  const [row] = rows;
  if (!row) return undefined;
  try {
    return { ...kept.parse(JSON.parse(runtime.keys.decrypt(row.token, aadOf(place, hash)))), expiresAt: row.expires_at };
  } catch {
    return undefined; // sealed with a key that is gone: a new one is fetched
  }
}

/** The right to fetch, for a while. By the database's clock: that of the processes may differ. */
async function take({ database }: Runtime, { org, plugin }: Place, hash: Buffer): Promise<string | undefined> {
  const lease = randomUUID();
  const { rowCount } = await database.query(
    `INSERT INTO core_access_token (org_id, plugin, place, lease, lease_until)
     VALUES ($1::integer, $2::text, $3::bytea, $4::uuid, clock_timestamp() + $5::integer * interval '1 millisecond')
     ON CONFLICT (org_id, plugin, place) DO UPDATE SET lease = excluded.lease, lease_until = excluded.lease_until
       WHERE core_access_token.lease IS NULL OR core_access_token.lease_until < clock_timestamp()`,
    [org, plugin, hash, lease, LEASE_MS],
  );
  return rowCount > 0 ? lease : undefined;
}

async function fetchInto(runtime: Runtime, place: Place, hash: Buffer, lease: string, fetch: () => Promise<FetchedToken>): Promise<AccessToken> {
  const where = 'org_id = $1::integer AND plugin = $2::text AND place = $3::bytea AND lease = $4::uuid';
  const values = [place.org, place.plugin, hash, lease];
  try {
    const asked = runtime.now().getTime();
    const { token, expiresIn, detail = {} } = await fetch();
    const expiresAt = new Date(asked + expiresIn * 1_000);
    await sweep(runtime, place);
    const sealed = runtime.keys.encrypt(JSON.stringify({ token, detail }), aadOf(place, hash));
    await runtime.database.query(
      `UPDATE core_access_token SET token = $5::bytea, expires_at = $6::timestamptz, lease = NULL, lease_until = NULL WHERE ${where}`,
      [...values, sealed, expiresAt.toISOString()],
    );
    return { token, expiresAt, detail };
  } catch (error) {
    await runtime.database.query(`UPDATE core_access_token SET lease = NULL, lease_until = NULL WHERE ${where}`, values);
    throw error;
  }
}

/** Forgets a token that the service takes no more, if it is still the cached one: a job that comes late does not throw away what another has just fetched. */
export async function forgetAccessToken(runtime: Runtime, place: Place, token: string): Promise<void> {
  const hash = hashOf(place.key);
  const { rows } = await runtime.database.query<{ token: Uint8Array }>(
    'SELECT token FROM core_access_token WHERE org_id = $1::integer AND plugin = $2::text AND place = $3::bytea AND token IS NOT NULL',
    [place.org, place.plugin, hash],
  );
  const [row] = rows;
  if (!row) return;
  try {
    if (kept.parse(JSON.parse(runtime.keys.decrypt(row.token, aadOf(place, hash)))).token !== token) return;
  } catch {
    return;
  }
  await runtime.database.query(
    'UPDATE core_access_token SET token = NULL, expires_at = NULL WHERE org_id = $1::integer AND plugin = $2::text AND place = $3::bytea AND token = $4::bytea',
    [place.org, place.plugin, hash, row.token],
  );
}

/** What ended yesterday belongs to nobody any more: accounts are changed and removed. */
async function sweep(runtime: Runtime, { org, plugin }: Place): Promise<void> {
  await runtime.database.query(
    'DELETE FROM core_access_token WHERE org_id = $1::integer AND plugin = $2::text AND expires_at < $3::timestamptz AND lease IS NULL',
    [org, plugin, new Date(runtime.now().getTime() - DAY_MS).toISOString()],
  );
}
