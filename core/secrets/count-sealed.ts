import type { Runtime } from '../runtime.ts';
import { sealedHead } from './create-key-ring.ts';
import { sealedPlaces } from './sealed-places.ts';

/** How many sealed values name which key: the first one, an older one of the ring, one that is not in the ring (those cannot be opened). */
export type SealedCount = { current: number; older: number; lost: number };

/** Values of plugins whose declarations are not at hand count only where their key is known. */
export async function countSealed(runtime: Pick<Runtime, 'database' | 'generation' | 'keys'>): Promise<SealedCount> {
  const [first, ...older] = runtime.keys.ids.map(sealedHead);
  const total: SealedCount = { current: 0, older: 0, lost: 0 };
  for (const { table, column, certain } of await sealedPlaces(runtime)) {
    const head = `encode(substring(${column} FROM 1 FOR 5), 'hex')`;
    const { rows } = await runtime.database.query<{ current: number; older: number; all: number }>(
      `SELECT count(*) FILTER (WHERE ${head} = $1::text)::integer AS current, count(*) FILTER (WHERE ${head} = ANY($2::text[]))::integer AS older,
              count(${column})::integer AS all FROM ${table}`,
      [first, older],
    );
    const [found] = rows;
    if (!found) continue;
    total.current += found.current;
    total.older += found.older;
    if (certain) total.lost += found.all - found.current - found.older;
  }
  return total;
}
