import { addDays, civilDateOf, type Env, endOfDay, formatCivilDate, weekdayOf } from '#core';
import { AdminPage, EmptyState, Icon, Instant, Table, WeekdayHead } from '../../web/contract.ts';
import { beginning } from './audit-query.ts';
import { LogTabs } from './log-tabs.tsx';
import { countByDay, readSecurity } from './read-security.ts';
import { kindWords } from './security-words.ts';

const MOST_ROWS = 200;

export type SecurityQuery = { month: string; day: string; kind: string };

const address = (query: Partial<SecurityQuery>): string =>
  `/app/security?${new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '') as [string, string][])}`;

/** `2027-03` → the first days of that month and of the next. */
function monthOf(month: string): { first: string; next: string } {
  const first = `${month}-01`;
  return { first, next: `${addDays(first, 31).slice(0, 7)}-01` };
}

type Counts = readonly { day: string; kind: string; count: number }[];

function Month({ env, month, counts, query }: { env: Env<'base'>; month: string; counts: Counts; query: SecurityQuery }) {
  const { first, next } = monthOf(month);
  const { weekStart, language } = env.preferences;
  const begin = addDays(first, -((weekdayOf(first) - weekStart + 7) % 7));
  const weeks: string[][] = [];
  for (let day = begin; day < next; day = addDays(day, 7)) weeks.push(Array.from({ length: 7 }, (_, index) => addDays(day, index)));
  const today = civilDateOf(env.now(), env.preferences.timeZone);
  return (
    <div class="table-frame" tabindex={0}>
      <table class="security-month">
        <caption class="visually-hidden">{env.t('Events by day')}</caption>
        <WeekdayHead env={env} days={weeks[0] ?? []} />
        <tbody>
          {weeks.map((week) => (
            <tr>
              {week.map((day) => {
                if (day < first || day >= next) return <td class="outside" />;
                const total = counts.filter((one) => one.day === day).reduce((sum, { count }) => sum + count, 0);
                return (
                  <td class={day === today ? 'today' : undefined}>
                    <span class="day">{Number(day.slice(8))}</span>
                    {total > 0 ? (
                      <a
                        href={address({ month, day, kind: query.kind })}
                        aria-current={day === query.day ? 'true' : undefined}
                        aria-label={env.t('{count} events on {day}', { count: total, day: formatCivilDate(day, { language }) })}
                      >
                        {total.toLocaleString(language)}
                      </a>
                    ) : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Kinds({ env, month, counts, query }: { env: Env<'base'>; month: string; counts: Counts; query: SecurityQuery }) {
  const names = kindWords(env);
  const { language } = env.preferences;
  const totals = new Map<string, number>();
  for (const { kind, count } of counts) totals.set(kind, (totals.get(kind) ?? 0) + count);
  return (
    <Table
      caption={env.t('Events by kind')}
      head={[env.t('Kind'), env.t('Times'), env.t('Days')]}
      rows={[...totals]
        .sort((a, b) => b[1] - a[1])
        .map(([kind, count]) => [
          <a href={address({ month, day: query.day, kind: kind === query.kind ? '' : kind })} aria-current={kind === query.kind ? 'true' : undefined}>
            {names[kind] ?? kind}
          </a>,
          <span class="num">{count.toLocaleString(language)}</span>,
          <span class="num">{new Set(counts.filter((one) => one.kind === kind).map(({ day }) => day)).size}</span>,
        ])}
    />
  );
}

/** What happened of a day or a kind, with who is behind an account. */
async function Details({ env, from, to, query }: { env: Env<'base'>; from: Date; to: Date; query: SecurityQuery }) {
  const rows = await readSecurity(env, from, to, query.kind, MOST_ROWS);
  const accounts = [...new Set(rows.flatMap(({ account }) => (/^[0-9a-f-]{36}$/.test(account) ? [account] : [])))];
  const people = accounts.length > 0 ? await env.model('base.person').pick({ account: { in: accounts } }, ['name', 'account']) : [];
  const nameOf = new Map(people.map(({ account, name }) => [account, name]));
  const names = kindWords(env);
  return (
    <section class="section">
      <h2>
        {query.day ? formatCivilDate(query.day, env.preferences) : env.t('Latest')}
        {query.kind ? ` · ${names[query.kind] ?? query.kind}` : ''}
      </h2>
      <Table
        caption={env.t('Security events')}
        head={[env.t('When'), env.t('Kind'), env.t('Address'), env.t('Account'), env.t('Where'), env.t('Times')]}
        rows={rows.map(({ kind, address: from_, account, detail, count, lastAt }) => [
          <Instant env={env} at={lastAt} />,
          names[kind] ?? kind,
          from_ || '–',
          account === '' ? '–' : (nameOf.get(account) ?? env.t('Somebody who is gone')),
          detail || '–',
          <span class="num">{count.toLocaleString(env.preferences.language)}</span>,
        ])}
      />
      {rows.length === MOST_ROWS ? (
        <p class="muted">{env.t('Only the latest {count} lines are shown. Choose a day or a kind for the others.', { count: MOST_ROWS })}</p>
      ) : null}
    </section>
  );
}

/** Security events of a month: how many on each day and of each kind, and each with address, account and time. */
export async function SecurityPage({ env, query }: { env: Env<'base'>; query: SecurityQuery }) {
  const today = civilDateOf(env.now(), env.preferences.timeZone);
  const month = query.month || query.day.slice(0, 7) || today.slice(0, 7);
  const { first, next } = monthOf(month);
  const [from, to] = [beginning(env, first), beginning(env, next)];
  const all = await countByDay(env, from, to);
  const counts = query.kind ? all.filter(({ kind }) => kind === query.kind) : all;
  const stretch = query.day ? { from: beginning(env, query.day), to: endOfDay(query.day, env.preferences.timeZone) } : { from, to };
  const title = new Intl.DateTimeFormat(env.preferences.language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${first}T00:00:00Z`));
  return (
    <AdminPage
      env={env}
      title={env.t('Security events')}
      subtitle={env.t('Sign-ins, refusals and what looks like an attack; counted per minute, address and account.')}
      active="/app/audit"
      styles={[{ plugin: 'base', file: 'audit.css' }]}
    >
      <LogTabs env={env} current="security" />
      <div class="toolbar">
        <a class="button" href={address({ month: addDays(first, -1).slice(0, 7), kind: query.kind })} aria-label={env.t('Previous month')} rel="prev">
          <Icon name="chevron-left" />
        </a>
        <h2 class="month-name">{title}</h2>
        <a class="button" href={address({ month: next.slice(0, 7), kind: query.kind })} aria-label={env.t('Next month')} rel="next">
          <Icon name="chevron-right" />
        </a>
        {query.day || query.kind ? (
          <a class="chip" href={address({ month })}>
            {env.t('Everything of this month')}
          </a>
        ) : null}
      </div>
      {all.length === 0 ? (
        <section class="card">
          <EmptyState icon="shield-check">{env.t('Nothing happened in this month.')}</EmptyState>
        </section>
      ) : (
        <>
          <div class="security">
            <Month env={env} month={month} counts={counts} query={query} />
            <Kinds env={env} month={month} counts={query.day ? all.filter(({ day }) => day === query.day) : all} query={query} />
          </div>
          <Details env={env} {...stretch} query={query} />
        </>
      )}
    </AdminPage>
  );
}
