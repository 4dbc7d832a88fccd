import type { Env } from '#core';
import { State, Table, ZoneTable } from '../web/contract.ts';
import type { MeetingDetails } from './contract.ts';
import { keepsMeeting, nameFor } from './guest-address.ts';
import { detailsOf } from './meeting-head.tsx';
import { RemindersPanel } from './reminders-panel.tsx';

/** One line a zone, with all who are in it, in the order of the first of them. */
function byZone(zones: readonly { label: string; timeZone: string }[]): { label: string; timeZone: string }[] {
  const labels = new Map<string, Set<string>>();
  for (const { label, timeZone } of zones) labels.set(timeZone, (labels.get(timeZone) ?? new Set()).add(label));
  return [...labels].map(([timeZone, all]) => ({ label: [...all].join(', '), timeZone }));
}

/** Beneath a meeting: rooms, attendees, reminders, and the time in everybody's zone: the viewer's first, UTC beneath. */
export async function meetingPanels(env: Env<'meetings'>, record: { id: string }) {
  const meeting = await detailsOf(env, record);
  if (!meeting) return null;
  const [event] = await env.model('meeting.event').pick({ id: record.id }, ['host', 'creator']);
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
      {rooms.length > 0 ? (
        <section class="section">
          <h2>{env.t('Rooms')}</h2>
          <Table head={[env.t('Room'), env.t('Site'), env.t('Address')]} rows={rooms.map(({ name, site, address }) => [name, site ?? '–', address ?? '–'])} />
        </section>
      ) : null}
      <section class="section">
        <h2>{env.t('Attendees')}</h2>
        <Table
          head={[env.t('Name'), env.t('E-mail'), env.t('Role'), env.t('Answer')]}
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
