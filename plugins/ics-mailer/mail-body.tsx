import { type Env, formatDate, formatTime, formatZoneName, offsetLabel, zoneAbbreviation } from '#core';
import type { Workspace } from '../base/contract.ts';
import { fillIn, type MailBody, MailButton, MailChoices, MailTable, type MailWords, mailLayout } from '../mail/contract.ts';
import type { MeetingDetails } from '../meetings/contract.ts';
import { type Changes, changeWords } from './changes.ts';
import type { MailLinks } from './links-of.ts';
import { type Fact, factsOf } from './mail-facts.ts';
import { type MailKind, mailKinds } from './mail-kinds.ts';
import type { Party } from './party.ts';
import { subjectLine } from './subject-line.ts';
import { locationOf, placeOf } from './where.ts';
import { zoneTable } from './zone-table.ts';

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
  /** For those inside: with whom they meet. */
  party?: Party | undefined;
  changes?: Changes | undefined;
  /** The rules for moving and cancelling; for whoever booked. */
  policy?: string | undefined;
  /** The guest moves and cancels no longer by the links. */
  late?: boolean | undefined;
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

/** What the reader most likely wants to do next. */
function mainOf(env: Env<'ics-mailer'>, links: MailLinks, joinUrl: string | null): Fact | undefined {
  if (links.decide) return [env.t('Approve or decline'), links.decide];
  if (links.feedback) return [env.t('Give feedback'), links.feedback];
  if (links.seat) return [env.t('Take the place'), links.seat];
  if (links.again) return [env.t('Book another time'), links.again];
  return joinUrl ? [env.t('Join'), joinUrl] : undefined;
}

/**
 * Subject, plain text and HTML of one mail: the reader's own time first, then the facts, the join link, the same time where the others are, the reader's links.
 * @param env speaks the reader's language and zone
 */
export function mailBody(env: Env<'ics-mailer'>, content: MailContent): MailBody {
  const { kind, meeting, workspace, words, links, name, guest, party, changes, policy, late = false, wholeDay = false } = content;
  const { language, timeZone } = env.preferences;
  const { start, end } = meeting;
  const [time, date] = [formatTime(start, timeZone, env.preferences), formatDate(start, timeZone, env.preferences, 'medium')];
  const letters = zoneAbbreviation(start, timeZone, env.preferences);
  const duration = env.t('{minutes} minutes', { minutes: Math.round((end.getTime() - start.getTime()) / 60_000) });
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
  const subject = subjectLine(words.subject, values, wholeDay ? date : `${time} (${letters})`);
  const lead = fillIn(words.lead, values);
  const closing = fillIn(words.closing, values);
  const own = wholeDay ? formatDate(start, timeZone, env.preferences) : clock(env, meeting);
  const ownZone = `${formatZoneName(start, timeZone, env.preferences)}, ${timeZone.replaceAll('_', ' ')} (${offsetLabel(start, timeZone)})`;
  const zones = wholeDay ? [] : zoneTable(env, meeting, timeZone, party?.people);
  const joinUrl = mailKinds[kind].live ? (links.join ?? meeting.joinUrl) : null;
  const changed = changes ? changeWords(env, meeting, changes, workspace.name).join('\n') : '';

  const facts = factsOf(env, content, duration);
  const choices: Fact[] = [
    ...(links.accept ? [[env.t('Accept'), links.accept] as Fact] : []),
    ...(links.maybe ? [[env.t('Maybe'), links.maybe] as Fact] : []),
    ...(links.decline ? [[env.t('Decline'), links.decline] as Fact] : []),
  ];
  const actions: Fact[] = [
    ...(links.view ? [[env.t('See the booking'), links.view] as Fact] : []),
    ...(links.reschedule && !late ? [[env.t('Choose another time'), links.reschedule] as Fact] : []),
    ...(links.cancel && !late ? [[env.t('Cancel the booking'), links.cancel] as Fact] : []),
    ...(links.leave ? [[env.t('Leave the waiting list'), links.leave] as Fact] : []),
  ];
  const main = mainOf(env, links, joinUrl);
  const write = late ? env.t('It is too late to move or cancel this here. Please write to {host}:', { host: meeting.host.name }) : '';

  const text = [
    lead,
    ...(changed ? [changed] : []),
    [[env.t('When'), `${own}\n${ownZone}`], ...facts].map(([label = '', value = '']) => `${label}: ${value.replaceAll('\n', '\n  ')}`).join('\n'),
    ...(main ? [`${main[0]}: ${main[1]}`] : []),
    ...(choices.length > 0 ? [`${env.t('Will you come?')}\n${choices.map(([label, href]) => `${label}: ${href}`).join('\n')}`] : []),
    ...(zones.length > 0
      ? [`${env.t('The same time elsewhere')}:\n${zones.map(({ who, zone, time: there }) => `- ${who}: ${there}, ${zone}`).join('\n')}`]
      : []),
    ...(meeting.description ? [meeting.description] : []),
    ...(policy ? [policy] : []),
    ...(closing ? [closing] : []),
    ...(write ? [`${write} ${meeting.host.email}`] : []),
    ...(actions.length > 0 ? [actions.map(([label, href]) => `${label}: ${href}`).join('\n')] : []),
    ...(workspace.mailFooter ? [`-- \n${workspace.mailFooter}`] : []),
  ].join('\n\n');

  const body = (
    <div>
      <p style="margin:0 0 16px;white-space:pre-line">{lead}</p>
      {changed ? <p style="margin:0 0 16px;white-space:pre-line">{changed}</p> : null}
      <p style="margin:0;font-size:18px;font-weight:600">{own}</p>
      <p class="muted" style="margin:0 0 8px;color:#5b6270;font-size:15px">
        {ownZone}
      </p>
      <MailTable rows={facts} />
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
          <MailTable rows={zones.map(({ who, zone, time: there }) => [who, there, zone])} stacked />
        </div>
      ) : null}
      {meeting.description ? <p style="white-space:pre-line;margin:16px 0">{meeting.description}</p> : null}
      {policy ? (
        <p class="muted" style="white-space:pre-line;margin:16px 0;color:#5b6270;font-size:15px">
          {policy}
        </p>
      ) : null}
      {closing ? <p style="white-space:pre-line;margin:16px 0">{closing}</p> : null}
      {write ? (
        <p style="margin:16px 0 0">
          {write}{' '}
          <a class="link" href={`mailto:${encodeURIComponent(meeting.host.email).replace('%40', '@')}`} style="color:#1d4ed8">
            {meeting.host.email}
          </a>
        </p>
      ) : null}
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
