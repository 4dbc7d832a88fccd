import { z } from 'zod';
import { bytes, civilDateOf, type Env, fail, route } from '#core';
import { viewsOf } from '../../views-of.ts';
import { columnsOf, listSettingOf, possibleColumns } from '../list-setting.ts';
import { listQuery, listStateOf } from '../list-state.ts';
import { exportTable, mostRows } from './export-table.ts';
import { toCsv } from './to-csv.ts';
import { toXlsx } from './to-xlsx.ts';

const types = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;

/** What the list shows, as a file: the columns on it, all that the viewer may see, or those that are named. */
export const exportRoute = route({
  method: 'GET',
  path: '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/export',
  auth: 'user',
  summary: 'The filtered list as CSV or XLSX',
  params: z.object({ model: z.string() }),
  query: listQuery.extend({
    format: z.enum(['csv', 'xlsx']).default('csv'),
    what: z.enum(['shown', 'all']).default('shown'),
    columns: z.string().max(2000).optional(),
  }),
  timeout: 120,
  limits: [{ name: 'web.export', per: 'account', max: 60, window: 600, reads: true }],
  handler: async (env: Env<'web'>, { params, query }) => {
    const views = viewsOf(env, params.model);
    const state = listStateOf(env, params.model, query);
    const possible = possibleColumns(env, views.model);
    const named = query.columns?.split(',').filter(Boolean);
    const columns =
      named !== undefined
        ? named.map((name) => {
            const column = possible.find((one) => one.name === name);
            if (!column) throw fail('INPUT_INVALID', { issues: [{ path: 'columns', message: 'There is no such field in this list.' }] });
            return column;
          })
        : query.what === 'all'
          ? possible
          : columnsOf(env, views.model, views.list, (await listSettingOf(env, params.model))?.columns);
    const table = await exportTable(env, views, state, columns, mostRows[query.format]);
    const body = query.format === 'xlsx' ? await toXlsx(env, table) : await toCsv(table);
    const file = `${params.model}-${civilDateOf(env.now(), env.preferences.timeZone)}.${query.format}`;
    return bytes(body, { headers: { 'content-type': types[query.format], 'content-disposition': `attachment; filename="${file}"` } });
  },
});
