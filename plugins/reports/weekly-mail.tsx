import { addDays, civilDateOf, defineAction, type Env, weekdayOf } from '#core';
import type { PublicPerson, Workspace } from '../base/contract.ts';
import { MailButton, MailTable, mailLayout, type OutgoingMail } from '../mail/contract.ts';
import { periodAddress, periodOf } from './period.ts';
import type { Figure, Report } from './report.ts';
import { comparison, periodWords } from './report-page.tsx';
import { reports } from './reports/all.ts';
import { settings } from './settings.ts';
import { writeValue } from './write-value.ts';

type Counted = readonly { report: Report; figures: readonly Figure[] }[];

/** The figures of a week in the language and zone of `env`. */
async function count(env: Env<'reports'>, first: string, now: Date): Promise<Counted> {
  const period = periodOf({ period: 'week', from: first, to: undefined }, env.preferences, now);
  const all: { report: Report; figures: readonly Figure[] }[] = [];
  for (const report of reports) all.push({ report, figures: (await report.load(env, period)).figures });
  return all;
}

/** One reader's mail. `env` speaks the reader's language and zone. */
function mailOf(
  env: Env<'reports'>,
  { person, workspace, first, counted }: { person: PublicPerson; workspace: Workspace; first: string; counted: Counted },
): OutgoingMail {
  const last = addDays(first, 6);
  const link = `${env.baseUrl}/app/reports?${periodAddress({ kind: 'week', first, last })}`;
  const title = env.t('Your week at {workspace}: {period}', { workspace: workspace.name, period: periodWords(env, 'week', { first, last }) });
  const lead = env.t('Hello {name}, these are the figures of the week {period}, in the time zone {zone}.', {
    name: person.name,
    period: periodWords(env, 'week', { first, last }),
    zone: person.timeZone.replaceAll('_', ' '),
  });
  const why = env.t('You get this mail because you may read reports. Turn it off at the foot of that page.');
  const lines = counted.map(({ report, figures }) => ({
    title: report.title(env),
    rows: figures.map((figure) => [figure.label, writeValue(env, figure.kind, figure.value), comparison(env, figure) ?? '']),
  }));
  const text = [
    lead,
    ...lines.map((part) =>
      [part.title, ...part.rows.map(([label = '', value = '', before = '']) => `  ${label}: ${value}${before ? ` – ${before}` : ''}`)].join('\n'),
    ),
    link,
    why,
    ...(workspace.mailFooter ? [`-- \n${workspace.mailFooter}`] : []),
  ].join('\n\n');
  const body = (
    <>
      <p style="margin:0 0 12px">{lead}</p>
      {lines.map((part) => (
        <>
          <h2 style="font-size:17px;margin:20px 0 4px">{part.title}</h2>
          <MailTable rows={part.rows} />
        </>
      ))}
      <MailButton href={link} accent={workspace.accent}>
        {env.t('Open the reports')}
      </MailButton>
      <p style="margin:0;font-size:13px">{why}</p>
    </>
  );
  return {
    kind: 'reports.weekly',
    to: { name: person.name, email: person.email },
    subject: title,
    text,
    html: mailLayout({ workspace, baseUrl: env.baseUrl, language: person.language, title, body }),
    dedupeKey: `reports.weekly:${first}:${person.id}`,
  };
}

/** Every Monday at seven on the workspace's clock: the figures of the week before, once to each reader who did not turn it off. Weeks go from Monday to Sunday. */
export const weeklyMail = defineAction({
  name: 'reports.weekly-mail',
  title: 'Send the weekly figures',
  expression: '0 7 * * 1',
  catchUp: 'one',
  run: async (env: Env<'reports'>, { signal, progress }) => {
    const { weeklyMail: wanted } = await env.settings(settings);
    if (!wanted) return { count: 0, message: env.t('The weekly mail is turned off in the settings.') };
    const workspace = await env.service('base').workspace({});
    const now = env.now();
    const today = civilDateOf(now, workspace.timeZone);
    const first = addDays(today, 1 - weekdayOf(today) - 7);
    const quiet = new Set((await env.model('reports.quiet_reader').find({})).map(({ person }) => person));
    const readers = (await env.service('base').peopleInGroup({ group: 'reports.reader' })).filter(({ id }) => !quiet.has(id));
    // readers of one zone and language read the same figures
    const known = new Map<string, Counted>();
    const mails: OutgoingMail[] = [];
    for (const person of readers) {
      if (signal.aborted) return { count: 0 };
      const own = env.withPreferences({ language: person.language, timeZone: person.timeZone, hour12: person.hour12, weekStart: 1 });
      const key = `${person.timeZone}|${person.language}`;
      const counted = known.get(key) ?? (await count(own, first, now));
      known.set(key, counted);
      mails.push(mailOf(own, { person, workspace, first, counted }));
      await progress(mails.length, readers.length);
    }
    const sent = mails.length > 0 ? await env.service('mail').send({ mails }) : [];
    return { count: sent.length };
  },
});
