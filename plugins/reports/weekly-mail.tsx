import { addDays, civilDateOf, defineAction, type Env, weekdayOf } from '#core';
import type { PublicPerson, Workspace } from '../base/contract.ts';
import {
  fillIn,
  keptPlaceholders,
  type MailBody,
  MailButton,
  type MailKind,
  MailTable,
  type MailWords,
  mailLayout,
  type OutgoingMail,
  type OwnWords,
  readOwnWords,
} from '../mail/contract.ts';
import { periodAddress, periodOf } from './period.ts';
import type { Figure, Report } from './report.ts';
import { comparison, periodWords } from './report-page.tsx';
import { reports } from './reports/all.ts';
import { settings } from './settings.ts';
import { writeValue } from './write-value.ts';

const KIND = 'reports.weekly';

type Counted = readonly { report: Report; figures: readonly Figure[] }[];

/** The figures of a week in the language and zone of `env`. */
async function count(env: Env<'reports'>, first: string, now: Date): Promise<Counted> {
  const period = periodOf({ period: 'week', from: first, to: undefined }, env.preferences, now);
  const all: { report: Report; figures: readonly Figure[] }[] = [];
  for (const report of reports) all.push({ report, figures: (await report.load(env, period)).figures });
  return all;
}

const placeholders = ['name', 'period', 'zone', 'workspace'] as const;

/** The words of the program in the language of `env`. */
function usualWords(env: Env<'reports'>): MailWords {
  const kept = keptPlaceholders(placeholders);
  return {
    subject: env.t('Your week at {workspace}: {period}', kept),
    lead: env.t('Hello {name}, these are the figures of the week {period}, in the time zone {zone}.', kept),
    closing: '',
  };
}

type Week = { person: Pick<PublicPerson, 'name' | 'timeZone'>; workspace: Workspace; first: string; counted: Counted };

/** @param env speaks the reader's language and zone */
function bodyOf(env: Env<'reports'>, words: MailWords, { person, workspace, first, counted }: Week): MailBody {
  const last = addDays(first, 6);
  const link = `${env.baseUrl}/app/reports?${periodAddress({ kind: 'week', first, last })}`;
  const values = {
    name: person.name,
    period: periodWords(env, 'week', { first, last }),
    zone: person.timeZone.replaceAll('_', ' '),
    workspace: workspace.name,
  };
  const [subject, lead, closing] = [fillIn(words.subject, values), fillIn(words.lead, values), fillIn(words.closing, values)];
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
    ...(closing ? [closing] : []),
    link,
    why,
    ...(workspace.mailFooter ? [`-- \n${workspace.mailFooter}`] : []),
  ].join('\n\n');
  const body = (
    <>
      <p style="margin:0 0 12px;white-space:pre-line">{lead}</p>
      {lines.map((part) => (
        <>
          <h2 style="font-size:17px;margin:20px 0 4px">{part.title}</h2>
          <MailTable rows={part.rows} />
        </>
      ))}
      {closing ? <p style="white-space:pre-line;margin:16px 0">{closing}</p> : null}
      <MailButton href={link} accent={workspace.accent}>
        {env.t('Open the reports')}
      </MailButton>
      <p style="margin:0;font-size:13px">{why}</p>
    </>
  );
  return { subject, text, html: mailLayout({ workspace, baseUrl: env.baseUrl, language: env.preferences.language, title: subject, body }) };
}

/** Monday of the week before. */
const weekBefore = (now: Date, timeZone: string): string => {
  const today = civilDateOf(now, timeZone);
  return addDays(today, 1 - weekdayOf(today) - 7);
};

/** What administrators may write of it; the sample has the figures as they are. */
export const weeklyKind: MailKind = {
  title: (env: Env<'reports'>) => env.t('Weekly figures'),
  template: {
    placeholders,
    usual: usualWords,
    sample: async (env: Env<'reports'>, words) => {
      const workspace = await env.service('base').workspace({});
      const first = weekBefore(env.now(), workspace.timeZone);
      const person = { name: 'Ann Example', timeZone: env.preferences.timeZone };
      return bodyOf(env, words, { person, workspace, first, counted: await count(env, first, env.now()) });
    },
  },
};

/** One reader's mail. `env` speaks the reader's language and zone. */
function mailOf(env: Env<'reports'>, own: OwnWords, about: Week & { person: PublicPerson }): OutgoingMail {
  const { person, first } = about;
  return {
    kind: KIND,
    to: { name: person.name, email: person.email },
    ...bodyOf(env, own(KIND, person.language) ?? usualWords(env), about),
    dedupeKey: `${KIND}:${first}:${person.id}`,
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
    const first = weekBefore(now, workspace.timeZone);
    const own = await readOwnWords(env);
    const quiet = new Set((await env.model('reports.quiet_reader').find({})).map(({ person }) => person));
    const readers = (await env.service('base').peopleInGroup({ group: 'reports.reader' })).filter(({ id }) => !quiet.has(id));
    // readers of one zone and language read the same figures
    const known = new Map<string, Counted>();
    const mails: OutgoingMail[] = [];
    for (const person of readers) {
      if (signal.aborted) return { count: 0 };
      const reader = env.withPreferences({ language: person.language, timeZone: person.timeZone, hour12: person.hour12, weekStart: 1 });
      const key = `${person.timeZone}|${person.language}`;
      const counted = known.get(key) ?? (await count(reader, first, now));
      known.set(key, counted);
      mails.push(mailOf(reader, own, { person, workspace, first, counted }));
      await progress(mails.length, readers.length);
    }
    const sent = mails.length > 0 ? await env.service('mail').send({ mails }) : [];
    return { count: sent.length };
  },
});
