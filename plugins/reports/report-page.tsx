import { type Env, formatCivilDate } from '#core';
import { AdminPage, Icon, LinkButton, Notice } from '../web/contract.ts';
import { neighbours, type Period, type PeriodKind, periodAddress, periodKinds } from './period.ts';
import type { Figure, Report, ReportData } from './report.ts';
import { ReportPart } from './report-part.tsx';
import { reports } from './reports/all.ts';
import { writeValue } from './write-value.ts';

const styles = [
  { plugin: 'web', file: 'record.css' },
  { plugin: 'web', file: 'views.css' },
  { plugin: 'reports', file: 'reports.css' },
];

/** `March 2027`, `2027`, or its first and last day. */
export function periodWords(env: Env<'reports'>, kind: PeriodKind, { first, last }: { first: string; last: string }): string {
  const write = (date: string): string => formatCivilDate(date, env.preferences, kind === 'month' || kind === 'quarter' ? 'month' : 'medium');
  if (kind === 'year') return first.slice(0, 4);
  return write(first) === write(last) ? write(first) : `${write(first)} – ${write(last)}`;
}

function kindWords(env: Env<'reports'>, kind: Period['kind']): string {
  switch (kind) {
    case 'week':
      return env.t('Week');
    case 'month':
      return env.t('Month');
    case 'quarter':
      return env.t('Quarter');
    case 'year':
      return env.t('Year');
    case 'custom':
      return env.t('From – to');
  }
}

/** Which period, and the ways to its neighbours; works without scripts. */
function PeriodBar({ env, period, at }: { env: Env<'reports'>; period: Period; at: string }) {
  const { earlier, later } = neighbours(period);
  return (
    <div class="report-bar">
      <form action={at}>
        <label>
          <span>{env.t('Period')}</span>
          <select name="period">
            {periodKinds.map((kind) => (
              <option value={kind} selected={kind === period.kind}>
                {kindWords(env, kind)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{env.t('From')}</span>
          <input type="date" name="from" value={period.first} />
        </label>
        <label>
          <span>{env.t('To (for “From – to”)')}</span>
          <input type="date" name="to" value={period.last} />
        </label>
        <button type="submit">{env.t('Show')}</button>
      </form>
      <div class="report-steps">
        <LinkButton href={`${at}?${earlier}`} icon="chevron-left">
          {env.t('Earlier')}
        </LinkButton>
        <LinkButton href={`${at}?${later}`} icon="chevron-right">
          {env.t('Later')}
        </LinkButton>
      </div>
    </div>
  );
}

function ReportNav({ env, period, current }: { env: Env<'reports'>; period: Period; current: string }) {
  const query = periodAddress(period);
  return (
    <nav class="report-nav" aria-label={env.t('Reports')}>
      <ul>
        <li>
          <a class="chip" href={`/app/reports?${query}`} aria-current={current === '' ? 'page' : undefined}>
            {env.t('Overview')}
          </a>
        </li>
        {reports.map(({ name, title }) => (
          <li>
            <a class="chip" href={`/app/reports/${name}?${query}`} aria-current={name === current ? 'page' : undefined}>
              {title(env)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** `before: 12 (+25 %)`. */
export function comparison(env: Env<'reports'>, { kind, value, before }: Figure): string | undefined {
  if (before === undefined) return undefined;
  const was = env.t('before: {value}', { value: writeValue(env, kind, before) });
  if (before === null || value === null || before === 0 || kind === 'percent') return was;
  const change = ((value - before) / before) * 100;
  return `${was} (${change > 0 ? '+' : ''}${writeValue(env, 'percent', Math.round(change))})`;
}

function Figures({ env, figures }: { env: Env<'reports'>; figures: readonly Figure[] }) {
  return (
    <dl class="report-figures">
      {figures.map((figure) => (
        <div class="card">
          <dt>{figure.label}</dt>
          <dd>
            <div class="value">{writeValue(env, figure.kind, figure.value)}</div>
            <div class="before">{comparison(env, figure)}</div>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const subtitleOf = (env: Env<'reports'>, period: Period): string =>
  env.t('{period}, compared with {before}', { period: periodWords(env, period.kind, period), before: periodWords(env, period.kind, period.before) });

/** One report: its figures, its charts, and each chart's table. */
export function ReportPage({ env, report, period, data, now }: { env: Env<'reports'>; report: Report; period: Period; data: ReportData; now: Date }) {
  const at = `/app/reports/${report.name}`;
  return (
    <AdminPage env={env} title={report.title(env)} subtitle={subtitleOf(env, period)} active="/app/reports" styles={styles}>
      <ReportNav env={env} period={period} current={report.name} />
      <PeriodBar env={env} period={period} at={at} />
      <p class="muted report-help">{report.help(env)}</p>
      {period.from > now ? <Notice kind="info">{env.t('This period has not begun yet.')}</Notice> : null}
      <Figures env={env} figures={data.figures} />
      {data.parts.map((part) => (
        <ReportPart env={env} part={part} csv={`${at}/csv?${periodAddress(period)}&part=${part.name}`} />
      ))}
    </AdminPage>
  );
}

/** All reports with their first figures, and the switch of the weekly mail. */
export function OverviewPage({
  env,
  period,
  all,
  mail,
}: {
  env: Env<'reports'>;
  period: Period;
  all: readonly { report: Report; figures: readonly Figure[] }[];
  /** Does the reader get the weekly mail? Undefined: nobody does. */
  mail: boolean | undefined;
}) {
  return (
    <AdminPage env={env} title={env.t('Reports')} subtitle={subtitleOf(env, period)} active="/app/reports" styles={styles}>
      <ReportNav env={env} period={period} current="" />
      <PeriodBar env={env} period={period} at="/app/reports" />
      <div class="report-cards">
        {all.map(({ report, figures }) => (
          <section class="card">
            <h2>
              <Icon name={report.icon} /> <a href={`/app/reports/${report.name}?${periodAddress(period)}`}>{report.title(env)}</a>
            </h2>
            <dl>
              {figures.slice(0, 4).map((figure) => (
                <>
                  <dt>{figure.label}</dt>
                  <dd>{writeValue(env, figure.kind, figure.value)}</dd>
                </>
              ))}
            </dl>
          </section>
        ))}
      </div>
      {mail === undefined ? null : (
        <form class="weekly-mail" method="post" action="/app/reports/weekly-mail">
          <input type="hidden" name="wanted" value={String(!mail)} />
          <p>{mail ? env.t('You get these figures by mail every Monday.') : env.t('You do not get the weekly mail.')}</p>
          <button type="submit">{mail ? env.t('Stop the weekly mail') : env.t('Send me the weekly mail')}</button>
        </form>
      )}
    </AdminPage>
  );
}
