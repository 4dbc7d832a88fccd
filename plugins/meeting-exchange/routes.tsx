import { z } from 'zod';
import { bytes, daysBetween, type Env, fail, html, isCivilDate, redirect, route } from '#core';
import { TookTooLong } from '../calendar/contract.ts';
import { saying, ticked } from '../web/contract.ts';
import { ExchangePage, PreviewPage } from './exchange-pages.tsx';
import { exportMeetings } from './export-meetings.ts';
import { fault } from './faults.ts';
import type { ImportRow } from './import-row.ts';
import { readCsvRows } from './read-csv-rows.ts';
import { readIcsRows } from './read-ics-rows.ts';
import { runImport } from './run-import.ts';
import { sampleTable } from './sample-table.ts';

const path = '/app/meeting-exchange';
const MOST_BYTES = 5 * 1024 * 1024;
const MOST_ROWS = 1_000;
const byId = z.object({ id: z.uuid() });
const limits = [{ name: 'meeting-exchange', per: 'account', max: 60, window: 600 }] as const;
const civil = z.string().refine(isCivilDate, 'Use a date.');

/** The rows of an uploaded file. @throws EXCHANGE_FILE, EXCHANGE_SIZE, EXCHANGE_EMPTY */
function readFile(env: Env<'meeting-exchange'>, content: string): ImportRow[] {
  let rows: ImportRow[];
  try {
    rows = /BEGIN:VCALENDAR/i.test(content.slice(0, 1000)) ? readIcsRows(content, env.preferences.timeZone) : readCsvRows(env, content);
  } catch (error) {
    throw error instanceof TookTooLong ? fault('EXCHANGE_SIZE') : error;
  }
  if (rows.length === 0) throw fault('EXCHANGE_EMPTY');
  if (rows.length > MOST_ROWS) throw fault('EXCHANGE_SIZE');
  return rows;
}

export const routes = [
  route({
    method: 'GET',
    path,
    auth: 'user',
    summary: 'Import and export of meetings',
    handler: async (env: Env<'meeting-exchange'>) => html(<ExchangePage env={env} />),
  }),
  route({
    method: 'POST',
    path,
    auth: 'user',
    summary: 'Takes a file of meetings',
    maxBody: MOST_BYTES + 64 * 1024,
    limits,
    async handler(env: Env<'meeting-exchange'>, { raw: { file } }) {
      if (env.principal.kind !== 'user') throw fail('ACCESS_DENIED');
      if (!(file instanceof File) || file.size === 0) throw fault('EXCHANGE_FILE');
      if (file.size > MOST_BYTES) throw fault('EXCHANGE_SIZE');
      const rows = readFile(env, await file.text());
      const fileName = file.name.replace(/[^\p{L}\p{N} ._()-]/gu, '_').slice(-200) || 'file';
      const { id } = await env.model('exchange.import').create({ owner: env.principal.person, fileName, rows });
      return redirect(`${path}/${id}`);
    },
    async onError(env: Env<'meeting-exchange'>, _request, error) {
      if (env.principal.kind !== 'user') return redirect(`/sign-in?next=${path}`);
      const title = error.code === 'BODY_TOO_LARGE' ? fault.entries.EXCHANGE_SIZE.title : error.title;
      return html(<ExchangePage env={env} problem={env.t(title)} />, { status: error.status });
    },
  }),
  route({
    method: 'GET',
    path: `${path}/sample.csv`,
    auth: 'user',
    summary: 'A table of meetings to start from',
    handler: async (env: Env<'meeting-exchange'>) =>
      bytes(await sampleTable(env), { headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="meetings.csv"' } }),
  }),
  route({
    method: 'GET',
    path: `${path}/meetings.ics`,
    auth: 'user',
    summary: 'The meetings of a stretch of days as a calendar file',
    query: z
      .object({ from: civil, to: civil, state: z.enum(['all', 'draft', 'confirmed', 'cancelled', 'done']).default('all') })
      .refine(({ from, to }) => daysBetween(from, to) >= 0 && daysBetween(from, to) <= 3_660, { path: ['to'], message: 'Choose an end after the start.' }),
    timeout: 120,
    async handler(env: Env<'meeting-exchange'>, { query }) {
      const file = await exportMeetings(env, query);
      return bytes(Buffer.from(file), {
        headers: { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': `attachment; filename="meetings-${query.from}.ics"` },
      });
    },
  }),
  route({
    method: 'GET',
    path: `${path}/:id{[0-9a-f-]{36}}`,
    auth: 'user',
    summary: 'What an import of meetings would do',
    params: byId,
    timeout: 120,
    async handler(env: Env<'meeting-exchange'>, { params }) {
      const upload = await env.model('exchange.import').get(params.id);
      if (upload.state === 'applied') return redirect('/app/meeting.event');
      const outcome = await runImport(env, upload.rows, { mode: 'confirmed', write: false, skip: false });
      return html(<PreviewPage env={env} upload={upload} outcome={outcome} mode="confirmed" refused={false} />);
    },
  }),
  route({
    method: 'POST',
    path: `${path}/:id{[0-9a-f-]{36}}`,
    auth: 'user',
    summary: 'Imports meetings, all or nothing',
    params: byId,
    body: z.object({ mode: z.enum(['confirmed', 'draft']), do: z.enum(['check', 'apply']), skip: ticked }),
    timeout: 300,
    limits,
    async handler(env: Env<'meeting-exchange'>, { params, body }) {
      const uploads = env.model('exchange.import');
      const upload = await uploads.get(params.id);
      if (upload.state === 'applied') return redirect('/app/meeting.event');
      const write = body.do === 'apply';
      const outcome = await runImport(env, upload.rows, {
        mode: body.mode,
        write,
        skip: body.skip,
        before: async () => {
          if (!write) return;
          // whoever comes second waits here, and finds nothing that waits
          const [mine] = await uploads.lock({ id: upload.id, state: 'waiting' });
          if (!mine) throw fail('NOT_FOUND');
          await uploads.update(upload.id, { state: 'applied', rows: [] });
        },
      });
      if (outcome.written === 0)
        return html(<PreviewPage env={env} upload={upload} outcome={outcome} mode={body.mode} refused={write} />, { status: write ? 422 : 200 });
      return redirect(await saying(env, '/app/meeting.event', env.t('Imported meetings: {count}.', { count: outcome.written })));
    },
  }),
];
