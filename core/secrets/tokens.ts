import { createHash, randomBytes } from 'node:crypto';
import { fail } from '../errors.ts';
import type { Database } from '../model/database-type.ts';

/** Only this stands in the database: whoever reads it there cannot use it. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

type Issue = {
  org: number;
  kind: string;
  record: string;
  expiresAt?: Date;
  token?: string;
  /** Whose token it is: goes with the plugin. */
  plugin?: string;
};

/**
 * Enters a token into the directory; issuing it again for the same record renews its end. @returns the token: 256 random bits as base64url unless given
 * @throws RECORD_DUPLICATE where the given token already leads elsewhere
 */
export async function issueToken(database: Database, { org, kind, record, expiresAt, token, plugin }: Issue): Promise<string> {
  const value = token ?? randomBytes(32).toString('base64url');
  const { rowCount } = await database.query(
    `INSERT INTO core_token (hash, org_id, kind, record, expires_at, plugin) VALUES ($1::bytea, $2::integer, $3::text, $4::text, $5::timestamptz, $6::text)
     ON CONFLICT (hash) DO UPDATE SET expires_at = excluded.expires_at
       WHERE core_token.org_id = excluded.org_id AND core_token.kind = excluded.kind AND core_token.record = excluded.record`,
    [hashToken(value), org, kind, record, expiresAt?.toISOString() ?? null, plugin ?? null],
  );
  if (rowCount === 0) throw fail('RECORD_DUPLICATE');
  return value;
}

export async function revokeTokens(database: Database, { org, kind, record }: { org: number; kind: string; record: string }): Promise<void> {
  await database.query('DELETE FROM core_token WHERE org_id = $1::integer AND kind = $2::text AND record = $3::text', [org, kind, record]);
}

export type FoundToken = { org: number; record: string; expiresAt: Date | null };

/** One indexed look-up by hash. Unknown, of another kind and expired look the same. */
export async function findToken(database: Database, { kind, token, now }: { kind: string; token: string; now: Date }): Promise<FoundToken | undefined> {
  const { rows } = await database.query<{ org_id: number; record: string; expires_at: Date | null }>(
    'SELECT org_id, record, expires_at FROM core_token WHERE hash = $1::bytea AND kind = $2::text AND (expires_at IS NULL OR expires_at > $3::timestamptz)',
    [hashToken(token), kind, now.toISOString()],
  );
  const [row] = rows;
  return row ? { org: row.org_id, record: row.record, expiresAt: row.expires_at } : undefined;
}
