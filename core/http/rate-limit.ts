import { createHash } from 'node:crypto';
import type { Database } from '../model/database-type.ts';

/** One thing that is counted, for one request. */
export type Turn = { name: string; subject: string; max: number; window: number; doubt?: number | undefined };

/** Refused: seconds until the longest of the exhausted windows ends, at least 1. */
export type Refusal = { seconds: number; name: string };

/** What the counting came to. `doubts`: limits beyond their `doubt`, with the seconds until their window ends. */
export type Counted = { refusal: Refusal | undefined; doubts: ReadonlyMap<string, number> };

const nobody: Counted = { refusal: undefined, doubts: new Map() };

const statement = `
INSERT INTO core_rate AS r (key, count, ends_at)
SELECT t.key, 1, clock_timestamp() + make_interval(secs => t.secs) FROM unnest($1::bytea[], $2::float8[]) AS t (key, secs)
WHERE $3::bytea IS NULL OR NOT EXISTS (SELECT FROM core_idempotency i WHERE i.key = $3 AND i.expires_at > now())
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN r.ends_at <= now() THEN 1 ELSE r.count + 1 END,
  ends_at = CASE WHEN r.ends_at <= now() THEN excluded.ends_at ELSE r.ends_at END
RETURNING encode(key, 'hex') AS key, count, extract(epoch FROM ends_at - now())::float8 AS seconds`;

/**
 * Counts all turns of a request in one statement. A window starts with its first request and is not prolonged by refused ones. The database's
 * clock decides, so processes share it. Rows are written in the order of their keys, so that two requests never deadlock.
 * @param answered where the request carries an idempotency key: nothing is counted when its answer is stored already
 */
export async function takeTurns(database: Database, org: number, turns: readonly Turn[], answered: Uint8Array | null): Promise<Counted> {
  if (turns.length === 0) return nobody;
  const byKey = new Map<string, Turn>();
  for (const turn of turns) {
    const key = createHash('sha256').update(`${org}\n${turn.name}\n${turn.window}\n${turn.subject}`).digest('hex');
    const other = byKey.get(key);
    if (!other || other.max > turn.max) byKey.set(key, turn);
  }
  const keys = [...byKey.keys()].sort();
  const { rows } = await database.query<{ key: string; count: number; seconds: number }>(statement, [
    keys.map((key) => Buffer.from(key, 'hex')),
    keys.map((key) => byKey.get(key)?.window ?? 0),
    answered,
  ]);
  let refusal: Refusal | undefined;
  const doubts = new Map<string, number>();
  for (const row of rows) {
    const turn = byKey.get(row.key);
    if (!turn) continue;
    const seconds = Math.min(turn.window, Math.max(1, Math.ceil(row.seconds)));
    if (turn.doubt !== undefined && row.count > turn.doubt) doubts.set(turn.name, seconds);
    if (row.count > turn.max && (!refusal || refusal.seconds < seconds)) refusal = { seconds, name: turn.name };
  }
  return { refusal, doubts };
}
