import { type Env, wallOf } from '#core';
import { attendeesOf } from './attendees-of.ts';
import { claimsOf } from './claims-of.ts';
import { endConference } from './conference/end-conference.ts';
import { moveConference } from './conference/move-conference.ts';
import { startConference } from './conference/start-conference.ts';
import { confirm } from './confirm.ts';
import type { MeetingPlan, MeetingsService } from './contract.ts';
import { asRemoved, meetingChanged, type Removed } from './events.ts';
import { fault } from './faults.ts';
import { locationColumns, otherPlace } from './location/location-columns.ts';
import { assertTimes } from './make-meeting.ts';
import { change, lockMeeting } from './may-change.ts';
import { refreshActivities } from './refresh-activities.ts';
import { askManagers, heldUntil, roomsToAsk, withdrawRequests } from './rooms/ask-managers.ts';
import { roomsFor } from './rooms/booked-rooms.ts';
import { assertMayBook } from './rooms/may-book.ts';
import { setBack } from './set-back.ts';
import { standingClaims } from './standing-claims.ts';
import { virtualRoomWith } from './stored-claims.ts';
import { takeClaims } from './take-claims.ts';

/** Replaces the plan of a meeting. Time or place is significant (SEQUENCE+1, answers asked for again); a new title or text is not (RFC 5546 §2.1.4). Where a room manager must approve time or room, it waits for that. */
export function revise(env: Env<'meetings'>, plan: MeetingPlan & { id: string; version: number; reason?: string }): ReturnType<MeetingsService['revise']> {
  assertTimes(plan.start, plan.end);
  const { id } = plan;
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, plan.version, ['draft', 'confirmed'], 'change');
    const [host] = await env.service('base').people({ ids: [plan.host] });
    if (!host?.active) throw fault('MEETING_STATE', { issues: [{ path: 'host', message: env.t('Choose a host who is active.') }] });
    const oldRooms = (await env.model('meeting.event_room').find({ event: id })).map(({ room }) => room).sort();
    const rooms = [...new Set(plan.rooms)].sort();
    const moved = meeting.start.getTime() !== plan.start.getTime() || meeting.end.getTime() !== plan.end.getTime();
    const otherRooms = rooms.join() !== oldRooms.join();
    const otherLink = meeting.virtualRoom !== plan.virtualRoom;
    const significant = moved || otherRooms || otherLink || otherPlace(meeting, plan.location) || meeting.host !== plan.host;
    const booked = await roomsFor(env, [...rooms, ...oldRooms]);
    const wanted = booked.filter((room) => rooms.includes(room.id));
    const added = wanted.filter((room) => !oldRooms.includes(room.id));
    await assertMayBook(env, added, plan);
    const toAsk = await roomsToAsk(env, { id, host: plan.host, start: plan.start, end: plan.end }, moved ? wanted : added);
    if (toAsk.length > 0 && meeting.state === 'confirmed') {
      const back = await setBack(env, { id, version: plan.version });
      const revised = await revise(env, { ...plan, version: back.version });
      return confirm(env, { id, version: revised.version }, { moved: true });
    }
    if ((moved || otherRooms) && meeting.state === 'draft' && meeting.origin !== 'portal' && booked.some(({ approval }) => approval))
      await withdrawRequests(env, id);
    const changed = await change(
      env,
      meeting,
      {
        subject: plan.subject,
        description: plan.description,
        ...(plan.notes === undefined ? {} : { notes: plan.notes }),
        host: plan.host,
        start: plan.start,
        end: plan.end,
        timeZone: plan.timeZone,
        wallStart: wallOf(plan.start, plan.timeZone),
        virtualRoom: plan.virtualRoom,
        ...(plan.location === undefined ? {} : locationColumns(plan.location)),
        reason: plan.reason?.trim() || null,
        sequence: significant && meeting.state === 'confirmed' ? meeting.sequence + 1 : meeting.sequence,
      },
      'change',
    );
    if (otherRooms) {
      await env.model('meeting.event_room').delete({ event: id, room: { notIn: rooms } });
      if (added.length > 0) await env.model('meeting.event_room').create(added.map((room) => ({ event: id, room: room.id })));
    }
    const { removed, touched } = await replaceAttendees(env, plan, host, significant);
    const words = meeting.subject !== plan.subject || meeting.description !== plan.description || meeting.timeZone !== plan.timeZone;
    // Notes are nobody's business outside: who changes them alone tells nobody.
    const visible = significant || touched || words;
    let warnings: string[] = [];
    if (visible && (meeting.state === 'confirmed' || meeting.origin === 'portal')) {
      const declined = significant ? [] : await env.model('meeting.attendee').pick({ event: id, partstat: 'DECLINED', person: { ne: null } }, ['person']);
      const released = new Set(declined.map(({ person }) => person));
      const required = plan.people.filter(({ role, person }) => role === 'required' && !released.has(person)).map(({ person }) => person);
      warnings = await takeClaims(
        env,
        id,
        claimsOf({ ...changed, ...(await standingClaims(env, id)), rooms: wanted, virtualRoom: await virtualRoomWith(env, changed), required }),
      );
      if (toAsk.length > 0) await askManagers(env, changed, toAsk, await heldUntil(env, changed.start), 'kept');
      await refreshActivities(env, id);
    }
    if (visible && meeting.state === 'confirmed') {
      if (otherLink) {
        if (plan.virtualRoom) await startConference(env, changed);
        else await endConference(env, id);
      } else if (moved || meeting.subject !== plan.subject) {
        await moveConference(env, id);
      }
      await env.emit(meetingChanged, { meeting: id, significant, removed });
    }
    return { version: changed.version, warnings };
  });
}

/** Who is left keeps the answer unless the time or place moved; who is gone goes; who is new comes. */
async function replaceAttendees(
  env: Env<'meetings'>,
  plan: MeetingPlan & { id: string },
  host: Parameters<typeof attendeesOf>[2],
  significant: boolean,
): Promise<{ removed: Removed[]; touched: boolean }> {
  const { rows: wanted } = await attendeesOf(env, plan.id, host, plan.people, plan.guests);
  const before = await env.model('meeting.attendee').find({ event: plan.id });
  const known = new Map(before.map((attendee) => [attendee.email, attendee]));
  const kept = wanted.filter(({ email }) => known.has(email));
  await env.model('meeting.attendee').delete({ event: plan.id, email: { notIn: kept.map(({ email }) => email) } });
  const roleChanged = kept.filter(({ email, role }) => known.get(email)?.role !== role);
  for (const role of ['host', 'required', 'optional'] as const) {
    const emails = roleChanged.filter((attendee) => attendee.role === role).map(({ email }) => email);
    if (emails.length > 0) await env.model('meeting.attendee').update({ event: plan.id, email: { in: emails } }, { role });
  }
  const added = wanted.filter(({ email }) => !known.has(email));
  if (added.length > 0) await env.model('meeting.attendee').create(added);
  if (significant) await env.model('meeting.attendee').update({ event: plan.id, role: { ne: 'host' } }, { partstat: 'NEEDS-ACTION' });
  const still = new Set(kept.map(({ email }) => email));
  const removed = before.filter(({ email }) => !still.has(email)).map(asRemoved);
  return { removed, touched: removed.length + added.length + roleChanged.length > 0 };
}
