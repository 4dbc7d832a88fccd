import { type Env, formatDate, formatTime, formatZoneName, offsetLabel, zoneAbbreviation } from '#core';
import type { Workspace } from '../base/contract.ts';
import { MailButton, MailTable, mailLayout } from '../mail/contract.ts';
import type { MeetingDetails } from '../meetings/contract.ts';
import type { GuestLinks } from './contract.ts';
import { isOver, type MailKind, mailKinds } from './mail-kinds.ts';
import { zoneTable } from './zone-table.ts';

export type MailBody = { subject: string; text: string; html: string };

const placeOf = (meeting: MeetingDetails): string =>
  meeting.rooms.map(({ name, site, address }) => [name, site, address].filter((part) => part).join(', ')).join('; ');

/** Where it takes place, for LOCATION: the rooms, else the join link, else the virtual room's name. */
export const locationOf = (meeting: MeetingDetails): string => placeOf(meeting) || meeting.joinUrl || meeting.virtualRoom?.name || '';

function clock(env: Env<'ics-mailer'>, { start, end }: MeetingDetails): string {
  const zone = env.preferences.timeZone;
  const [firstDay, lastDay] = [formatDate(start, zone, env.preferences), formatDate(end, zone, env.preferences)];
  const [from, to] = [formatTime(start, zone, env.preferences), formatTime(end, zone, env.preferences)];
  return firstDay === lastDay ? `${firstDay}, ${from} – ${to}` : `${firstDay}, ${from} – ${lastDay}, ${to}`;
}

/**
 * Subject, plain text and HTML of one mail: the reader's own time first, then the same time where the others are, the place, the join link, the reader's links.
 * @param env speaks the reader's language and zone
 */
export function mailBody(
  env: Env<'ics-mailer'>,
  { kind, meeting, workspace, links, repeats }: { kind: MailKind; meeting: MeetingDetails; workspace: Workspace; links: GuestLinks; repeats?: string },
): MailBody {
  const { language, timeZone } = env.preferences;
  const { start, subject: topic } = meeting;
  const words = mailKinds[kind];
  const when = `${formatTime(start, timeZone, env.preferences)}, ${formatDate(start, timeZone, env.preferences, 'medium')} (${zoneAbbreviation(start, timeZone, env.preferences)})`;
  const subject = env.t(words.subject, { topic, when });
  const guest = meeting.attendees.find(({ person }) => person === null)?.name ?? env.t('Somebody');
  const lead = env.t(words.lead, { topic, guest });
  const own = clock(env, meeting);
  const ownZone = `${formatZoneName(start, timeZone, env.preferences)}, ${timeZone} (${offsetLabel(start, timeZone)})`;
  const zones = zoneTable(env, meeting, timeZone);
  const lives = kind === 'invitation' || kind === 'update' || kind === 'reminder';
  const joinUrl = lives ? meeting.joinUrl : null;

  const facts: [string, string][] = [
    [env.t('When'), `${own}\n${ownZone}`],
    ...(repeats ? [[env.t('Repeats'), repeats] as [string, string]] : []),
    ...(placeOf(meeting) ? [[env.t('Where'), placeOf(meeting)] as [string, string]] : []),
    [env.t('With'), meeting.host.name],
    ...(meeting.reason && isOver(kind) ? [[env.t('Reason'), meeting.reason] as [string, string]] : []),
  ];
  const actions: [string, string][] = [
    ...(links.view ? [[env.t('See the booking'), links.view] as [string, string]] : []),
    ...(links.reschedule ? [[env.t('Choose another time'), links.reschedule] as [string, string]] : []),
    ...(links.cancel ? [[env.t('Cancel the booking'), links.cancel] as [string, string]] : []),
  ];

  const text = [
    lead,
    facts.map(([label, value]) => `${label}: ${value.replaceAll('\n', '\n  ')}`).join('\n'),
    ...(joinUrl ? [`${env.t('Join')}: ${joinUrl}`] : []),
    ...(zones.length > 0 ? [`${env.t('The same time elsewhere')}:\n${zones.map(({ who, zone, time }) => `- ${who}: ${time}, ${zone}`).join('\n')}`] : []),
    ...(meeting.description ? [meeting.description] : []),
    ...(actions.length > 0 ? [actions.map(([label, href]) => `${label}: ${href}`).join('\n')] : []),
    ...(workspace.mailFooter ? [`-- \n${workspace.mailFooter}`] : []),
  ].join('\n\n');

  const body = (
    <div>
      <p style="margin:0 0 16px">{lead}</p>
      <p style="margin:0;font-size:18px;font-weight:600">{own}</p>
      <p class="muted" style="margin:0 0 8px;color:#5b6270;font-size:15px">
        {ownZone}
      </p>
      <MailTable rows={facts.slice(1)} />
      {joinUrl ? (
        <MailButton href={joinUrl} accent={workspace.accent}>
          {env.t('Join')}
        </MailButton>
      ) : null}
      {zones.length > 0 ? (
        <div>
          <p class="muted" style="margin:16px 0 0;color:#5b6270;font-size:15px">
            {env.t('The same time elsewhere')}
          </p>
          <MailTable rows={zones.map(({ who, zone, time }) => [who, time, zone])} />
        </div>
      ) : null}
      {meeting.description ? <p style="white-space:pre-line;margin:16px 0">{meeting.description}</p> : null}
      {actions.length > 0 ? (
        <p style="margin:16px 0 0">
          {actions.map(([label, href], index) => (
            <span>
              {index > 0 ? ' · ' : ''}
              <a href={href}>{label}</a>
            </span>
          ))}
        </p>
      ) : null}
    </div>
  );
  return { subject, text, html: mailLayout({ workspace, baseUrl: env.baseUrl, language, title: subject, body }) };
}
