import { z } from 'zod';
import { bytes, type Env, fail, html, redirect, route } from '#core';
import { saying } from '../web/contract.ts';
import { periodOf, periodQuery } from './period.ts';
import type { Report } from './report.ts';
import { reportCsv } from './report-csv.ts';
import { OverviewPage, ReportPage } from './report-page.tsx';
import { reports } from './reports/all.ts';
import { settings } from './settings.ts';

const READER = 'group:reports.reader';

/** @throws NOT_FOUND */
function named(name: string): Report {
  const report = reports.find((one) => one.name === name);
  if (!report) throw fail('NOT_FOUND');
  return report;
}

const personOf = ({ principal }: Env<'reports'>): string | undefined => (principal.kind === 'user' ? principal.person : undefined);

export const routes = [
  route({
    method: 'GET',
    path: '/app/reports',
    auth: READER,
    summary: 'All reports with their first figures',
    query: periodQuery,
    async handler(env: Env<'reports'>, { query }) {
      const period = periodOf(query, env.preferences, env.now());
      const own = env.asPlugin();
      const all: { report: Report; figures: Awaited<ReturnType<Report['load']>>['figures'] }[] = [];
      for (const report of reports) all.push({ report, figures: (await report.load(own, period)).figures });
      const person = personOf(env);
      const { weeklyMail } = await env.settings(settings);
      const mail = weeklyMail && person !== undefined ? (await own.model('reports.quiet_reader').count({ person })) === 0 : undefined;
      return html(<OverviewPage env={env} period={period} all={all} mail={mail} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/reports/weekly-mail',
    auth: READER,
    summary: 'Turns the weekly mail on or off for oneself',
    body: z.object({ wanted: z.enum(['true', 'false']) }),
    async handler(env: Env<'reports'>, { body }) {
      const person = personOf(env);
      if (person === undefined) throw fail('ACCESS_DENIED');
      const quiet = env.asPlugin().model('reports.quiet_reader');
      if (body.wanted === 'true') await quiet.delete({ person });
      else await quiet.create([{ person }], { onConflict: { constraint: 'reports_quiet_reader_person_id_key', do: 'nothing' } });
      const said = body.wanted === 'true' ? env.t('You get the weekly mail again.') : env.t('You get no weekly mail any more.');
      return redirect(await saying(env, '/app/reports', said));
    },
  }),
  route({
    method: 'GET',
    path: '/app/reports/:report',
    auth: READER,
    summary: 'One report for a period',
    params: z.object({ report: z.string().max(40) }),
    query: periodQuery,
    async handler(env: Env<'reports'>, { params, query }) {
      const report = named(params.report);
      const period = periodOf(query, env.preferences, env.now());
      const data = await report.load(env.asPlugin(), period);
      return html(<ReportPage env={env} report={report} period={period} data={data} now={env.now()} />);
    },
  }),
  route({
    method: 'GET',
    path: '/app/reports/:report/csv',
    auth: READER,
    summary: 'A table of a report as CSV',
    params: z.object({ report: z.string().max(40) }),
    query: periodQuery.extend({ part: z.string().max(40).optional() }),
    async handler(env: Env<'reports'>, { params, query }) {
      const report = named(params.report);
      const period = periodOf(query, env.preferences, env.now());
      const { parts } = await report.load(env.asPlugin(), period);
      const part = query.part === undefined ? parts[0] : parts.find(({ name }) => name === query.part);
      if (!part) throw fail('NOT_FOUND');
      const file = `${report.name}-${part.name}-${period.first}-${period.last}.csv`;
      return bytes(reportCsv(part), { headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${file}"` } });
    },
  }),
];
