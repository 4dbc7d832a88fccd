import { createHash } from 'node:crypto';
import { fail } from '../errors.ts';
import type { Database } from '../model/database-type.ts';

/** An answer as it is kept: everything that the client saw, so that it can be given again to the byte. */
export type StoredAnswer = { status: number; headers: Record<string, string>; nonce: string; body: Uint8Array };

export type IdempotencyClaim = {
  /** SHA-256 of organization, method, path, who acts, and the client's key. */
  key: Buffer;
  /** SHA-256 of what was sent. */
  request: Buffer;
};

const sha256 = (...parts: (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\n');
  return hash.digest();
};

/** @throws INPUT_INVALID where the key is empty, too long or not printable ASCII */
export function idempotencyClaim(
  key: string,
  scope: { org: number; method: string; path: string; actor: string },
  body: string | Uint8Array,
): IdempotencyClaim {
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw fail('INPUT_INVALID', { issues: [{ path: 'idempotency_key', message: 'The key is 1 to 200 printable characters without spaces.' }] });
  }
  return { key: sha256(String(scope.org), scope.method, scope.path, scope.actor, key), request: sha256(body) };
}

type Row = { got: boolean; request: Buffer | null; status: number; headers: Record<string, string>; nonce: string; body: Buffer };

/** One statement: takes the key for this transaction, and reads what is stored under it. */
const lookStatement = `
SELECT l.got, i.request, i.status, i.headers, i.nonce, i.body
FROM (SELECT pg_try_advisory_xact_lock($2::bigint) AS got) l
LEFT JOIN core_idempotency i ON i.key = $1 AND i.expires_at > now()`;

const storeStatement = `
INSERT INTO core_idempotency AS i (key, request, status, headers, nonce, body, expires_at)
VALUES ($1, $2, $3, $4::jsonb, $5, $6, now() + interval '24 hours')
ON CONFLICT (key) DO UPDATE SET request = excluded.request, status = excluded.status, headers = excluded.headers, nonce = excluded.nonce,
  body = excluded.body, expires_at = excluded.expires_at WHERE i.expires_at <= now()`;

/** The answer of the same key was stored between our look and our lock. */
class AnsweredMeanwhile extends Error {}

/** The work ended in a refusal: what it wrote until then goes. */
class TakenBack extends Error {}

/** What the work came to: an answer to keep, work to keep without its answer, or a refusal that leaves no trace. */
export type Outcome = StoredAnswer | 'unstored' | 'refused';

/** The stored answer. @throws IDEMPOTENCY_KEY_REUSED for another body, IDEMPOTENCY_IN_FLIGHT while the same request is at work */
async function look(database: Database, claim: IdempotencyClaim): Promise<StoredAnswer | undefined> {
  const { rows } = await database.query<Row>(lookStatement, [claim.key, claim.key.readBigInt64BE(0).toString()]);
  const row = rows[0];
  if (row?.request) {
    if (!claim.request.equals(row.request)) throw fail('IDEMPOTENCY_KEY_REUSED');
    return { status: row.status, headers: row.headers, nonce: row.nonce, body: row.body };
  }
  if (!row?.got) throw fail('IDEMPOTENCY_IN_FLIGHT', { extra: { retryAfter: 1 } });
  return undefined;
}

/** What is stored under the key, without doing anything. */
export const findAnswer = (database: Database, claim: IdempotencyClaim): Promise<StoredAnswer | undefined> => database.tx(() => look(database, claim));

/**
 * Runs `work` once per key. Work and stored answer are one transaction: either both are there or neither, whatever is killed when. Costs two
 * statements. What fails (throws, or answers with a refusal) is rolled back and may be tried again.
 */
export async function once(database: Database, claim: IdempotencyClaim, work: () => Promise<Outcome>): Promise<{ replay?: StoredAnswer }> {
  const attempt = (): Promise<{ replay?: StoredAnswer }> =>
    database.tx(async () => {
      const stored = await look(database, claim);
      if (stored) return { replay: stored };
      const answer = await work();
      if (answer === 'refused') throw new TakenBack();
      if (answer === 'unstored') return {};
      const { rowCount } = await database.query(storeStatement, [
        claim.key,
        claim.request,
        answer.status,
        JSON.stringify(answer.headers),
        answer.nonce,
        answer.body,
      ]);
      if (rowCount === 0) throw new AnsweredMeanwhile();
      return {};
    });
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof TakenBack) return {};
    if (error instanceof AnsweredMeanwhile) return attempt();
    throw error;
  }
}
