import { type Env, fail } from '#core';
import { guestRow } from './attendees-of.ts';
import type { MeetingsService } from './contract.ts';
import { asRemoved, meetingJoined, meetingLeft } from './events.ts';
import { change, lockMeeting } from './may-change.ts';
import { refreshActivities } from './refresh-activities.ts';

type Input<M extends 'join' | 'leave'> = Parameters<MeetingsService[M]>[0];

/**
 * More guests come to a meeting that stands. Its time, claims and SEQUENCE stay as they are, and only those who are new hear of it; `version` is raised, so that nobody
 * inside takes them off by saving an older form. An address that is there already stays as it is.
 */
export function join(env: Env<'meetings'>, { id, guests }: Input<'join'>): ReturnType<MeetingsService['join']> {
  if (env.caller.kind === 'user') throw fail('ACCESS_DENIED');
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, undefined, ['draft', 'confirmed'], 'change');
    const known = new Set((await env.model('meeting.attendee').pick({ event: id }, ['email'])).map(({ email }) => email));
    const rows = guests.map((guest) => guestRow(id, guest)).filter(({ email }) => !known.has(email) && known.add(email));
    const added = rows.length > 0 ? await env.model('meeting.attendee').create(rows) : [];
    const { version } = await change(env, meeting, {}, 'change');
    await refreshActivities(env, id);
    if (added.length > 0) await env.emit(meetingJoined, { meeting: id, attendees: added.map((one) => one.id) });
    return { version, sequence: meeting.sequence, state: meeting.state === 'draft' ? 'draft' : 'confirmed' };
  });
}

/** Guests go and the meeting goes on: they alone hear of it. @returns how many guests are left; the caller decides what becomes of a meeting without any */
export function leave(env: Env<'meetings'>, { id, emails, moved = 0 }: Input<'leave'>): ReturnType<MeetingsService['leave']> {
  if (env.caller.kind === 'user') throw fail('ACCESS_DENIED');
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, undefined, ['draft', 'confirmed'], 'change');
    const guests = await env.model('meeting.attendee').find({ event: id, person: null });
    const going = guests.filter(({ email }) => emails.includes(email));
    if (going.length > 0) await env.model('meeting.attendee').delete({ id: { in: going.map((one) => one.id) } });
    const { version } = await change(env, meeting, {}, 'change');
    await refreshActivities(env, id);
    const removed = going.map(asRemoved);
    if (removed.length > 0) await env.emit(meetingLeft, { meeting: id, was: meeting.state === 'draft' ? 'draft' : 'confirmed', removed, moved });
    return { version, guests: guests.length - going.length };
  });
}
