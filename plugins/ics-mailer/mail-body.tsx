import { type Env, formatDate, formatDateTime, formatRange, formatTime, formatZoneName, offsetLabel, zoneAbbreviation } from '#core';
import type { Workspace } from '../base/contract.ts';
import { MailButton, MailChoices, MailTable, mailLayout } from '../mail/contract.ts';
import type { MeetingDetails } from '../meetings/contract.ts';
import type { MailLinks } from './links-of.ts';
import { isOver, type MailKind, mailKinds } from './mail-kinds.ts';
import { fillIn, type MailWords } from './templates/words.ts';
import { locationOf, placeOf } from './where.ts';
import { zoneTable } from './zone-table.ts';

export type MailBody = { subject: string; text: string; html: string };

export type MailContent = {
  kind: MailKind;
  meeting: MeetingDetails;
  workspace: Workspace;
  words: MailWords;
  links: MailLinks;
  /** The rule of a series, in words. */
  repeats?: string;
  /** Whom the mail addresses; templates may name them. */
  name: string;
  /** The guest that it is about; the first one of the meeting unless given. A guest never reads another one's name. */
  guest?: string;
  /** The day of the meeting, at whatever time. */
  wholeDay?: boolean;
  /** Until when something is kept for the reader. */
  until?: Date;
};

function clock(env: Env<'ics-mailer'>, { start, end }: MeetingDetails): string {
  const zone = env.preferences.timeZone;
  const [firstDay, lastDay] = [formatDate(start, zone, env.preferences), formatDate(end, zone, env.preferences)];
  const [from, to] = [formatTime(start, zone, env.preferences), formatTime(end, zone, env.preferences)];
  return firstDay === lastDay ? `${firstDay}, ${from} – ${to}` : `${firstDay}, ${from} – ${lastDay}, ${to}`;
}

/**
 * Subject, plain text and HTML of one mail: the reader's own time first, then the facts, the join link, the same time where the others are, the reader's links.
 * @param env speaks the reader's language and zone
 */
export function mailBody(
  env: Env<'ics-mailer'>,
  { kind, meeting, workspace, words, links, repeats, name, guest, until, wholeDay = false }: MailContent,
): MailBody {
  const { language, timeZone } = env.preferences;
  const { start, end } = meeting;
  const [time, date] = [formatTime(start, timeZone, env.preferences), formatDate(start, timeZone, env.preferences, 'medium')];
  const letters = zoneAbbreviation(start, timeZone, env.preferences);
  const duration = env.t('{minutes} minutes', { minutes: Math.round((end.getTime() - start.getTime()) / 60_000) });
  const place = placeOf(env, meeting);
  const values = {
    topic: meeting.subject,
    when: wholeDay ? date : `${time} (${letters}), ${date}`,
    date,
    time,
    zone: letters,
    host: meeting.host.name,
    guest: guest ?? meeting.attendees.find(({ person }) => person === null)?.name ?? env.t('Somebody'),
    // what is in a subject is the same for all, so no way in that is somebody's own
    place: links.join ? placeOf(env, meeting) || meeting.virtualRoom?.name || '' : locationOf(env, meeting),
    duration,
    workspace: workspace.name,
    name,
  };
  const subject = fillIn(words.subject, values);
  const lead = fillIn(words.lead, values);
  const closing = fillIn(words.closing, values);
  const own = wholeDay ? formatDate(start, timeZone, env.preferences) : clock(env, meeting);
  const ownZone = `${formatZoneName(start, timeZone, env.preferences)}, ${timeZone} (${offsetLabel(start, timeZone)})`;
  const zones = wholeDay ? [] : zoneTable(env, meeting, timeZone);
  const joinUrl = mailKinds[kind].live ? (links.join ?? meeting.joinUrl) : null;

  const facts: [string, string][] = [
    [env.t('When'), `${own}\n${ownZone}`],
    ...(timeZone === 'UTC' || wholeDay ? [] : [['UTC', formatRange(start, end, 'UTC', env.preferences)] as [string, string]]),
    [env.t('Duration'), duration],
    ...(repeats ? [[env.t('Repeats'), repeats] as [string, string]] : []),
    ...(place ? [[env.t('Where'), place] as [string, string]] : []),
    [env.t('With'), meeting.host.name],
    ...(until ? [[env.t('Kept for you until'), formatDateTime(until, timeZone, env.preferences)] as [string, string]] : []),
    ...(meeting.reason && isOver(kind) ? [[env.t('Reason'), meeting.reason] as [string, string]] : []),
  ];
  const choices: [string, string][] = [
    ...(links.accept ? [[env.t('Accept'), links.accept] as [string, string]] : []),
    ...(links.maybe ? [[env.t('Maybe'), links.maybe] as [string, string]] : []),
    ...(links.decline ? [[env.t('Decline'), links.decline] as [string, string]] : []),
  ];
  const actions: [string, string][] = [
    ...(links.view ? [[env.t('See the booking'), links.view] as [string, string]] : []),
    ...(links.reschedule ? [[env.t('Choose another time'), links.reschedule] as [string, string]] : []),
    ...(links.cancel ? [[env.t('Cancel the booking'), links.cancel] as [string, string]] : []),
    ...(links.leave ? [[env.t('Leave the waiting list'), links.leave] as [string, string]] : []),
  ];
  const main: [string, string] | undefined = links.feedback
    ? [env.t('Give feedback'), links.feedback]
    : links.seat
      ? [env.t('Take the place'), links.seat]
      : joinUrl
        ? [env.t('Join'), joinUrl]
        : undefined;

  const text = [
    lead,
    facts.map(([label, value]) => `${label}: ${value.replaceAll('\n', '\n  ')}`).join('\n'),
    ...(main ? [`${main[0]}: ${main[1]}`] : []),
    ...(choices.length > 0 ? [`${env.t('Will you come?')}\n${choices.map(([label, href]) => `${label}: ${href}`).join('\n')}`] : []),
    ...(zones.length > 0
      ? [`${env.t('The same time elsewhere')}:\n${zones.map(({ who, zone, time: there }) => `- ${who}: ${there}, ${zone}`).join('\n')}`]
      : []),
    ...(meeting.description ? [meeting.description] : []),
    ...(closing ? [closing] : []),
    ...(actions.length > 0 ? [actions.map(([label, href]) => `${label}: ${href}`).join('\n')] : []),
    ...(workspace.mailFooter ? [`-- \n${workspace.mailFooter}`] : []),
  ].join('\n\n');

  const body = (
    <div>
      <p style="margin:0 0 16px;white-space:pre-line">{lead}</p>
      <p style="margin:0;font-size:18px;font-weight:600">{own}</p>
      <p class="muted" style="margin:0 0 8px;color:#5b6270;font-size:15px">
        {ownZone}
      </p>
      <MailTable rows={facts.slice(1)} />
      {main ? (
        <MailButton href={main[1]} accent={workspace.accent}>
          {main[0]}
        </MailButton>
      ) : null}
      {choices.length > 0 ? <MailChoices title={env.t('Will you come?')} choices={choices} /> : null}
      {zones.length > 0 ? (
        <div>
          <p class="muted" style="margin:16px 0 0;color:#5b6270;font-size:15px">
            {env.t('The same time elsewhere')}
          </p>
          <MailTable rows={zones.map(({ who, zone, time: there }) => [who, there, zone])} />
        </div>
      ) : null}
      {meeting.description ? <p style="white-space:pre-line;margin:16px 0">{meeting.description}</p> : null}
      {closing ? <p style="white-space:pre-line;margin:16px 0">{closing}</p> : null}
      {actions.length > 0 ? (
        <p style="margin:16px 0 0">
          {actions.map(([label, href], index) => (
            <span>
              {index > 0 ? ' · ' : ''}
              <a class="link" href={href} style="color:#1d4ed8">
                {label}
              </a>
            </span>
          ))}
        </p>
      ) : null}
    </div>
  );
  return { subject, text, html: mailLayout({ workspace, baseUrl: env.baseUrl, language, title: subject, body }) };
}
