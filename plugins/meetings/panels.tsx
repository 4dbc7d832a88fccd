import type { Env } from '#core';
import { Icon, LinkButton, Notice, SeenVersion, State, Table, ZoneTable } from '../web/contract.ts';
import { givesHostLink } from './conference/host-link.ts';
import type { MeetingDetails } from './contract.ts';
import { details } from './details.ts';
import { keepsMeeting, nameFor } from './guest-address.ts';
import { RemindersPanel } from './reminders-panel.tsx';

function UndoPanel({ env, id, version, kind }: { env: Env<'meetings'>; id: string; version: number; kind: 'cancel' | 'reschedule' }) {
  return (
    <Notice kind="info">
      <form method="post" action={`/app/meetings/${id}/undo`} class="row">
        <SeenVersion version={version} />
        <span>{env.t(kind === 'cancel' ? 'Cancelled a moment ago.' : 'Moved a moment ago.')}</span>
        <button type="submit">
          <Icon name="undo-2" /> <span>{env.t('Undo')}</span>
        </button>
      </form>
    </Notice>
  );
}

const making: ReadonlySet<string> = new Set(['queued', 'creating', 'pending']);

function JoinPanel({ env, meeting, hosts }: { env: Env<'meetings'>; meeting: MeetingDetails; hosts: boolean }) {
  if (!meeting.conference || meeting.conference === 'cancelled') return null;
  return (
    <section class="section card">
      <h2>{env.t('Video meeting')}</h2>
      {meeting.joinUrl ? (
        <div class="row">
          <LinkButton href={`/m/${meeting.id}/join`} icon="video" primary>
            {env.t('Join')}
          </LinkButton>
          {hosts ? (
            <LinkButton href={`/app/meetings/${meeting.id}/host-link`} icon="key-round">
              {env.t('Join as host')}
            </LinkButton>
          ) : null}
          <button type="button" data-copy={meeting.joinUrl} data-copied={env.t('Copied')}>
            <Icon name="copy" /> <span>{env.t('Copy link')}</span>
          </button>
        </div>
      ) : (
        <p>
          <State env={env} value={meeting.conference} /> {meeting.conference === 'failed' ? env.t('The video service has not made a link.') : null}
          {making.has(meeting.conference) ? env.t('The link is being made and comes by itself.') : null}
        </p>
      )}
    </section>
  );
}

/** One line a zone, with all who are in it, in the order of the first of them. */
function byZone(zones: readonly { label: string; timeZone: string }[]): { label: string; timeZone: string }[] {
  const labels = new Map<string, Set<string>>();
  for (const { label, timeZone } of zones) labels.set(timeZone, (labels.get(timeZone) ?? new Set()).add(label));
  return [...labels].map(([timeZone, all]) => ({ label: [...all].join(', '), timeZone }));
}

/** Whoever is invited answers here. */
function AnswerPanel({ env, meeting }: { env: Env<'meetings'>; meeting: MeetingDetails }) {
  const { principal } = env;
  const own = meeting.attendees.find(({ person }) => person !== null && principal.kind === 'user' && person === principal.person);
  if (!own || own.role === 'host' || meeting.state !== 'confirmed') return null;
  const answers = [
    ['ACCEPTED', 'Accept', 'check'],
    ['TENTATIVE', 'Maybe', 'circle-help'],
    ['DECLINED', 'Decline', 'x'],
  ] as const;
  return (
    <section class="section card">
      <h2>{env.t('Your answer')}</h2>
      <form method="post" action={`/app/meetings/${meeting.id}/answer`} class="row">
        <State env={env} value={own.partstat} />
        {answers
          .filter(([value]) => value !== own.partstat)
          .map(([value, label, icon]) => (
            <button type="submit" name="answer" value={value}>
              <Icon name={icon} /> <span>{env.t(label)}</span>
            </button>
          ))}
      </form>
    </section>
  );
}

/** Beneath a meeting: undo, the join link, the own answer, rooms, attendees, reminders, and the time in everybody's zone: the viewer's first, UTC beneath. */
export async function meetingPanels(env: Env<'meetings'>, record: { id: string }) {
  const [meeting] = await details(env.asPlugin(), { ids: [record.id] });
  if (!meeting) return null;
  const [event] = await env.model('meeting.event').pick({ id: record.id }, ['host', 'creator', 'undo', 'undoUntil']);
  const reminders = await env.model('meeting.reminder').find({ event: record.id });
  // They are offered what the rules let them do; the rules are asked again when it is done.
  const mine = event !== undefined && keepsMeeting(env, event);
  const { attendees, rooms, virtualRoom } = meeting;
  // Who attends sees who else comes; a guest's address was given to whoever invited the guest, and to nobody else.
  const seen = (field: string): boolean => field in env.catalog.model('meeting.attendee').fields;
  const mailOf = ({ email, person }: MeetingDetails['attendees'][number]): string => (seen('email') && (mine || person !== null) ? email : '–');
  const zones = [
    { label: env.t('You'), timeZone: env.preferences.timeZone },
    { label: 'UTC', timeZone: 'UTC' },
    ...rooms.map(({ name, timeZone }) => ({ label: name, timeZone })),
    ...(virtualRoom ? [{ label: virtualRoom.name, timeZone: virtualRoom.timeZone }] : []),
    ...(seen('timeZone') && seen('name') ? attendees.map((attendee) => ({ label: nameFor(env, attendee, mine), timeZone: attendee.timeZone })) : []),
  ];
  return (
    <>
      {mine && event.undo && event.undoUntil && event.undoUntil > env.now() ? (
        <UndoPanel env={env} id={meeting.id} version={meeting.version} kind={event.undo.kind} />
      ) : null}
      <JoinPanel env={env} meeting={meeting} hosts={mine && givesHostLink(env, virtualRoom?.provider)} />
      <AnswerPanel env={env} meeting={meeting} />
      {rooms.length > 0 ? (
        <section class="section">
          <h2>{env.t('Rooms')}</h2>
          <Table head={[env.t('Room'), env.t('Site'), env.t('Address')]} rows={rooms.map(({ name, site, address }) => [name, site ?? '–', address ?? '–'])} />
        </section>
      ) : null}
      <section class="section">
        <h2>{env.t('Attendees')}</h2>
        <Table
          head={[env.t('Name'), env.t('E-mail'), env.t('Part'), env.t('Answer')]}
          rows={attendees.map((attendee) => [
            seen('name') ? nameFor(env, attendee, mine) : '–',
            mailOf(attendee),
            env.t(attendee.role === 'host' ? 'Host' : attendee.role === 'optional' ? 'Optional' : 'Required'),
            seen('partstat') ? <State env={env} value={attendee.partstat} /> : '–',
          ])}
        />
      </section>
      {meeting.state === 'cancelled' ? null : <RemindersPanel env={env} meeting={meeting.id} reminders={reminders} mine={mine} />}
      <section class="section">
        <h2>{env.t('The time in every zone')}</h2>
        <ZoneTable env={env} start={meeting.start} end={meeting.end} zones={byZone(zones)} />
      </section>
    </>
  );
}
