import { addDays, civilDateOf, type Env, formatCivilDate, formatTime, startOfDay } from '#core';
import type { PublicPerson, Workspace } from '../../base/contract.ts';
import { fillIn, keptPlaceholders, type MailBody, MailButton, MailTable, type MailTemplate, type MailWords, mailLayout } from '../../mail/contract.ts';

type IcsEnv = Env<'ics-mailer'>;

/** One line of the day. */
export type DayEntry = { subject: string; start: Date; end: Date };
export type Day = { person: Pick<PublicPerson, 'name' | 'timeZone'>; workspace: Workspace; day: string; meetings: readonly DayEntry[]; end: string };

const placeholders = ['name', 'date', 'zone', 'count', 'workspace'] as const;

/** The words of the program in the language of `env`. */
export function usualDigestWords(env: IcsEnv): MailWords {
  const kept = keptPlaceholders(placeholders);
  return { subject: env.t('Your day: {date}', kept), lead: env.t('Hello {name}, this is your day. Times are those of {zone}.', kept), closing: '' };
}

/**
 * The day of one person by mail.
 * @param env speaks the reader's language
 * @param about.day a civil date in the reader's zone
 * @param about.end the address that ends the digest
 */
export function digestBody(env: IcsEnv, words: MailWords, { person, workspace, day, meetings, end }: Day): MailBody {
  const values = {
    name: person.name,
    date: formatCivilDate(day, env.preferences),
    zone: person.timeZone.replaceAll('_', ' '),
    count: String(meetings.length),
    workspace: workspace.name,
  };
  const [subject, lead, closing] = [fillIn(words.subject, values), fillIn(words.lead, values), fillIn(words.closing, values)];
  const rows = meetings.map((meeting) => [
    `${formatTime(meeting.start, person.timeZone, env.preferences)} – ${formatTime(meeting.end, person.timeZone, env.preferences)}`,
    meeting.subject,
  ]);
  const why = env.t('You get this mail because you asked for it.');
  const link = `${env.baseUrl}/app`;
  return {
    subject,
    text: [
      lead,
      rows.map((cells) => cells.join('  ')).join('\n'),
      ...(closing ? [closing] : []),
      link,
      `${why} ${env.t('End it')}: ${end}`,
      ...(workspace.mailFooter ? [`-- \n${workspace.mailFooter}`] : []),
    ].join('\n\n'),
    html: mailLayout({
      workspace,
      baseUrl: env.baseUrl,
      language: env.preferences.language,
      title: subject,
      body: (
        <>
          <p style="margin:0 0 12px;white-space:pre-line">{lead}</p>
          <MailTable rows={rows} />
          {closing ? <p style="white-space:pre-line;margin:16px 0">{closing}</p> : null}
          <MailButton href={link} accent={workspace.accent}>
            {env.t('Open my day')}
          </MailButton>
          <p class="muted" style="margin:0;font-size:13px;color:#5b6270">
            {why}{' '}
            <a class="link" href={end} style="color:#1d4ed8">
              {env.t('End it')}
            </a>
          </p>
        </>
      ),
    }),
  };
}

/** Two meetings tomorrow, made up. */
async function sample(env: IcsEnv, words: MailWords): Promise<MailBody> {
  const { timeZone } = env.preferences;
  const workspace = await env.service('base').workspace({});
  const day = addDays(civilDateOf(env.now(), timeZone), 1);
  const morning = (startOfDay(day, timeZone) ?? env.now()).getTime();
  const entry = (subject: string, fromHour: number, toHour: number): DayEntry => ({
    subject,
    start: new Date(morning + fromHour * 3_600_000),
    end: new Date(morning + toHour * 3_600_000),
  });
  const meetings = [entry(env.t('Sample meeting'), 9, 10), entry(env.t('Sample meeting'), 14, 15.5)];
  return digestBody(env, words, { person: { name: 'Ann Example', timeZone }, workspace, day, meetings, end: `${env.baseUrl}/` });
}

export const digestTemplate: MailTemplate = { placeholders, usual: usualDigestWords, sample };
