import { z } from 'zod';
import { type Env, fail } from '#core';
import { type ApiModel, assertCan } from './api-model.ts';
import { readFilter } from './read-filter.ts';
import { recordsOf } from './records.ts';

export const groupQuery = z.strictObject({
  by: z
    .string()
    .max(300)
    .optional()
    .describe('Fields, at most 4: `state,host`. Instants and dates by a stretch: `start:month` (day, week, month, quarter, year). None: one row for all.'),
  sum: z.string().max(300).optional().describe('Number fields to add up, at most 10.'),
  filter: z.string().optional().describe('A domain as JSON.'),
  limit: z.coerce.number().int().min(1).max(1_000).default(1_000).describe('Groups, the largest first.'),
});

const stretch = z.enum(['day', 'week', 'month', 'quarter', 'year']);
const refused = (path: string, message: string) => fail('INPUT_INVALID', { issues: [{ path, message }] });

/** Records counted, and number fields added up, by distinct values: one query. */
export async function groupRecords(env: Env<'api'>, api: ApiModel, query: z.output<typeof groupQuery>): Promise<{ data: Record<string, unknown>[] }> {
  assertCan(api, 'read');
  const by = query.by ? query.by.split(',').map((one) => one.trim()) : [];
  const sum = query.sum ? query.sum.split(',').map((one) => one.trim()) : [];
  if (by.length > 4) throw refused('by', 'Group by at most 4 fields.');
  if (sum.length > 10) throw refused('sum', 'Add up at most 10 fields.');
  const every: Record<string, z.output<typeof stretch>> = {};
  const names = by.map((part) => {
    const [name = '', unit] = part.split(':');
    if (unit !== undefined) {
      const parsed = stretch.safeParse(unit);
      if (!parsed.success) throw refused('by', 'A stretch is day, week, month, quarter or year.');
      every[name] = parsed.data;
    }
    return name;
  });
  const rows = await recordsOf(env, api.model.name).group(readFilter(query.filter), names, {
    sum,
    limit: query.limit,
    ...(Object.keys(every).length > 0 ? { every } : {}),
  });
  return { data: rows };
}
