import type { Runtime } from '../runtime.ts';
import { sealedHead } from './create-key-ring.ts';
import { type SealedPlace, sealedPlaces } from './sealed-places.ts';

/** `rotated`: sealed anew by this run; `unreadable`: named a key of the ring but did not open. */
export type Rotation = { rotated: number; unreadable: number };

type Row = Record<string, unknown> & { sealed: Uint8Array };

/**
 * Seals everything that an older key of the ring sealed anew with the first one. Batch by batch, each in a transaction of its own: a run that is ended goes on
 * where it stopped, several processes share the work, and nobody else waits for longer than one batch.
 * @param batch rows in one transaction
 */
export async function rotateKeys(
  runtime: Runtime,
  { batch = 200, progress }: { batch?: number; progress?: (rotation: Rotation) => void } = {},
): Promise<Rotation> {
  const heads = runtime.keys.ids.slice(1).map(sealedHead);
  const total: Rotation = { rotated: 0, unreadable: 0 };
  if (heads.length === 0) return total;
  for (const place of await sealedPlaces(runtime)) {
    let after: readonly unknown[] | undefined;
    do {
      const part = await rotateBatch(runtime, place, heads, after, batch);
      total.rotated += part.rotated;
      total.unreadable += part.unreadable;
      after = part.last;
      if (part.rotated > 0) progress?.({ ...total });
    } while (after);
  }
  return total;
}

/** One transaction. @returns with `last`: the key of the last row, where there may be more */
async function rotateBatch(
  { database, keys }: Runtime,
  { table, column, key, aads, certain }: SealedPlace,
  heads: readonly string[],
  after: readonly unknown[] | undefined,
  batch: number,
): Promise<Rotation & { last: readonly unknown[] | undefined }> {
  const names = key.map((part) => part.column).join(', ');
  const from = after ? ` AND (${names}) > (${key.map(({ type }, index) => `$${index + 3}::${type}`).join(', ')})` : '';
  const match = key.map((part, index) => `${part.column} = $${index + 2}::${part.type}`).join(' AND ');
  return database.tx(async () => {
    const { rows } = await database.query<Row>(
      `SELECT ${names}, ${column} AS sealed FROM ${table} WHERE encode(substring(${column} FROM 1 FOR 5), 'hex') = ANY($1::text[])${from}
       ORDER BY ${names} LIMIT $2::integer FOR NO KEY UPDATE SKIP LOCKED`,
      [heads, batch, ...(after ?? [])],
    );
    const done: Rotation = { rotated: 0, unreadable: 0 };
    for (const row of rows) {
      const place = key.map((part) => row[part.column]);
      const anew = reseal(keys, row.sealed, aads(place));
      if (anew) {
        await database.query(`UPDATE ${table} SET ${column} = $1::bytea WHERE ${match}`, [anew, ...place]);
        done.rotated += 1;
      } else if (certain) done.unreadable += 1;
    }
    const last = rows.length === batch ? rows.at(-1) : undefined;
    return { ...done, last: last && key.map((part) => last[part.column]) };
  });
}

function reseal(keys: Runtime['keys'], sealed: Uint8Array, aads: readonly string[]): Uint8Array | undefined {
  for (const aad of aads) {
    try {
      return keys.encrypt(keys.decrypt(sealed, aad), aad);
    } catch {
      // bound to another place, or no secret at all
    }
  }
  return undefined;
}
