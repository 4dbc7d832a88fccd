import { z } from 'zod';
import { type Env, fail } from '#core';
import { type ApiModel, assertCan } from './api-model.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { expand, neededFor, readExpand } from './expand.ts';
import { readFilter } from './read-filter.ts';
import { type ApiRow, recordsOf } from './records.ts';
import { rowJson } from './row-json.ts';

export const listQuery = z.strictObject({
  filter: z.string().optional().describe('A domain as JSON, e.g. {"name": {"like": "ann"}}; see "Filters".'),
  order: z.string().max(500).optional().describe('Fields, `-` before one that descends: `-createdAt,name`. At most 5.'),
  fields: z.string().max(2_000).optional().describe('Only these fields, and the id. Unless given: all but bytes.'),
  expand: z.string().max(500).optional().describe('Relations to put in place of ids: `host,attendees.person`. One query each, however many rows.'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('Records on a page.'),
  cursor: z.string().max(4_000).optional().describe('`next` of the page before, with the same filter and order.'),
  total: z.enum(['true', 'false']).optional().describe('`true`: counts all records that match, which costs another query.'),
});

const split = (text: string | undefined): string[] | undefined => (text ? text.split(',').map((one) => one.trim()) : undefined);

/** The fields that somebody named, or those that are shown. @throws INPUT_INVALID */
export function chosenFields(api: ApiModel, text: string | undefined): readonly string[] {
  const named = split(text);
  if (!named) return api.shown;
  if (named.length > 100) throw fail('INPUT_INVALID', { issues: [{ path: 'fields', message: 'Name at most 100 fields.' }] });
  for (const name of named) {
    const field = Object.hasOwn(api.model.fields, name) ? api.model.fields[name] : undefined;
    if (!field || field.column === null) throw fail('INPUT_INVALID', { issues: [{ path: 'fields', message: `There is no field "${name}".` }] });
    if (field.kind === 'secret') throw fail('INPUT_INVALID', { issues: [{ path: 'fields', message: `"${name}" can be written, never read.` }] });
  }
  return [...new Set(named)];
}

/** A page of records: one query, one more for each relation, one more for the total; as many for ten records as for five hundred. */
export async function listRecords(
  env: Env<'api'>,
  api: ApiModel,
  query: z.output<typeof listQuery>,
): Promise<{ data: ApiRow[]; next: string | null; total?: number }> {
  assertCan(api, 'read');
  const filter = readFilter(query.filter);
  const order = split(query.order);
  if (order && order.length > 5) throw fail('INPUT_INVALID', { issues: [{ path: 'order', message: 'Sort by at most 5 fields.' }] });
  const fields = chosenFields(api, query.fields);
  const expansion = readExpand(query.expand);
  const question = { model: api.model.name, order: query.order ?? '', filter: query.filter ?? '' };
  const records = recordsOf(env, api.model.name);
  const relations = neededFor(api, expansion);
  const [{ rows, next }, total] = await Promise.all([
    records.page(filter, {
      fields: relations.length === 0 ? fields : [...new Set([...fields, ...relations])],
      order,
      limit: query.limit,
      after: query.cursor === undefined ? undefined : readCursor(env, question, query.cursor),
    }),
    query.total === 'true' ? records.count(filter) : undefined,
  ]);
  await expand(env, api, rows, expansion);
  const out = [...new Set([...fields, ...relations])];
  return {
    // What is shown unless fields are named is JSON as it stands.
    data: query.fields === undefined ? rows : rows.map((row) => rowJson(api, row, out)),
    next: next ? writeCursor(env, question, next) : null,
    ...(total === undefined ? {} : { total }),
  };
}
