import { quoted } from './names.ts';
import { toRangeText } from './range-text.ts';
import type { Within } from './record-store.ts';
import type { StoredField } from './row-codec.ts';

/**
 * The parts of a grouped statement that measure a range against stretches per record: as many binds however many there are, and the database cuts and adds.
 * @param measured the range field; `of` the field whose value the stretches belong to
 */
export function groupWithin(within: Within, measured: StoredField, of: StoredField, values: unknown[]): { with: string; join: string; column: string } {
  const spans = [...within.spans];
  const ids = values.push(spans.map(([id]) => id));
  const texts = values.push(spans.map(([, list]) => `{${list.map(toRangeText).join(',')}}`));
  const cut = `h.spans * t0.${quoted(measured.column)}::tstzmultirange`;
  return {
    with: `WITH within AS MATERIALIZED (SELECT id, spans FROM unnest($${ids}::uuid[], $${texts}::tstzmultirange[]) AS h(id, spans)) `,
    join: ` JOIN within AS h ON h.id = t0.${quoted(of.column)}`,
    column: `coalesce(sum((SELECT sum(extract(epoch FROM upper(part) - lower(part))) FROM unnest(${cut}) AS part)), 0)::double precision AS seconds`,
  };
}
