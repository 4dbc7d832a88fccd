import { fail } from '../errors.ts';
import { groupWithin } from './group-within.ts';
import { type ModelDoor, unsortable } from './model-door.ts';
import { quoted } from './names.ts';
import type { RecordStore, Stretch, Within } from './record-store.ts';
import type { StoredField } from './row-codec.ts';

/** The statement that counts, adds up and measures by values. */
export function groupsOf(door: ModelDoor): Pick<RecordStore, 'group'> {
  const { database, principal, table, allow, unusable, usable, where } = door;
  /** @throws INPUT_INVALID where the fields cannot be measured so */
  const measured = (within: Within | undefined, values: unknown[]): ReturnType<typeof groupWithin> | undefined => {
    if (!within) return undefined;
    const field = usable(within.field, 'This cannot be measured.', new Set());
    const of = usable(within.by, 'This cannot be measured.', unsortable);
    if (field.kind !== 'range' || (of.kind !== 'uuid' && of.kind !== 'ref')) throw unusable(within.field, 'This cannot be measured.');
    return groupWithin(within, field, of, values);
  };

  return {
    group: async (domain, by, { sum = [], limit = 1_000, every = {}, timeZone = 'UTC', weekStart = 1, within } = {}) => {
      allow('read');
      const keys = by.map((name) => usable(name, 'The list cannot be grouped by this.', unsortable));
      const sums = sum.map((name) => {
        const field = usable(name, 'This cannot be added up.', unsortable);
        if (field.kind !== 'int' && field.kind !== 'number') throw unusable(name, 'This cannot be added up.');
        return field;
      });
      const values: unknown[] = [principal.org];
      const condition = where(domain, ['read'], values);
      const columns = keys.map((field) => {
        const column = `t0.${quoted(field.column)}`;
        const stretch = every[field.name];
        return stretch === undefined ? column : truncated(field, column, stretch, timeZone, weekStart, values);
      });
      const list = [
        ...keys.map((_, index) => `${columns[index]} AS k${index}`),
        'count(*) AS n',
        ...sums.map(({ column }, index) => `coalesce(sum(t0.${quoted(column)}), 0)::double precision AS s${index}`),
      ];
      const cut = measured(within, values);
      if (cut) list.push(cut.column);
      // by place: a bind that comes twice would be two expressions
      const places = columns.map((_, index) => String(index + 1));
      const grouping = places.length > 0 ? ` GROUP BY ${places.join(', ')}` : '';
      const { rows } = await database.query<Record<string, unknown>>(
        `${cut?.with ?? ''}SELECT ${list.join(', ')} FROM ${table} AS t0${cut?.join ?? ''} WHERE ${condition}${grouping} ORDER BY ${['n DESC', ...places].join(', ')} LIMIT $${values.push(limit)}::integer`,
        values,
      );
      return rows.map((row) => ({
        ...Object.fromEntries(keys.map(({ name }, index) => [name, row[`k${index}`]])),
        count: Number(row.n),
        sum: Object.fromEntries(sums.map(({ name }, index) => [name, Number(row[`s${index}`])])),
        ...(within ? { seconds: Number(row.seconds) } : {}),
      }));
    },
  };
}

const stretches: ReadonlySet<string> = new Set<Stretch>(['day', 'week', 'month', 'quarter', 'year']);

/** The first civil date of the stretch of the calendar that a value falls into. @throws INPUT_INVALID for what is no date or no stretch */
function truncated(field: StoredField, column: string, stretch: Stretch, timeZone: string, weekStart: number, values: unknown[]): string {
  if ((field.kind !== 'instant' && field.kind !== 'date') || !stretches.has(stretch))
    throw fail('INPUT_INVALID', { issues: [{ path: field.name, message: 'The list cannot be grouped by this.' }] });
  const local = field.kind === 'instant' ? `${column} AT TIME ZONE $${values.push(timeZone)}::text` : `${column}::timestamp`;
  // PostgreSQL's weeks begin on Monday
  const shift = stretch === 'week' ? (8 - weekStart) % 7 : 0;
  return shift === 0
    ? `date_trunc('${stretch}', ${local})::date`
    : `(date_trunc('week', ${local} + interval '${shift} days') - interval '${shift} days')::date`;
}
