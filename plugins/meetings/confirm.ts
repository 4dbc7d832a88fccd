import type { Env } from '#core';
import { startConference } from './conference/start-conference.ts';
import { type MeetingsService, meetingConfirmed } from './contract.ts';
import { fault } from './faults.ts';
import { change, lockMeeting } from './may-change.ts';
import { refreshActivities } from './refresh-activities.ts';
import { roomsToAsk } from './rooms/ask-managers.ts';
import { assertMayBook } from './rooms/may-book.ts';
import { notHeld } from './rooms/not-held.ts';
import { waitForRooms } from './rooms/wait-for-rooms.ts';
import { roomsOf, storedClaims } from './stored-claims.ts';
import { takeClaims } from './take-claims.ts';

/**
 * Draft → confirmed. A guest's request already holds its time; a staff draft takes it now: of two that overlap one is refused, with the reason. A draft that was told of
 * before (set back, moved) is told of anew: SEQUENCE+1. Where a room manager has to approve, it waits for that and its time is held (`waiting`). Rooms may have been closed
 * to its host since it was drafted: whoever confirms must be allowed to book what is taken only now. `moved`: it stood until this moment, and keeps its rooms.
 */
export function confirm(
  env: Env<'meetings'>,
  { id, version }: { id: string; version: number },
  { asking, moved = false }: { asking?: string | undefined; moved?: boolean } = {},
): ReturnType<MeetingsService['confirm']> {
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, ['draft'], 'confirm');
    if (meeting.end <= env.now()) throw fault('MEETING_STATE', { detail: env.t('This time is over. Choose a new one first.'), extra: { over: true } });
    const rooms = await roomsOf(env, id);
    if (env.caller.kind === 'user' && !moved) await assertMayBook(env, await notHeld(env, [{ id, rooms: rooms.map((room) => room.id) }], rooms), meeting);
    const toAsk = await roomsToAsk(env, { ...meeting, asking }, rooms);
    if (toAsk.length > 0) return waitForRooms(env, meeting, rooms, toAsk);
    const sequence = meeting.sequence > 0 ? meeting.sequence + 1 : 0;
    const changed = await change(env, meeting, { state: 'confirmed', sequence }, 'confirm');
    const held = meeting.origin === 'portal' || rooms.some(({ approval }) => approval);
    const settled = held ? await env.service('calendar').settle({ source: { model: 'meeting.event', record: id } }) : 0;
    const warnings = settled === 0 ? await takeClaims(env, id, await storedClaims(env, meeting, {}, rooms)) : [];
    await startConference(env, changed);
    await refreshActivities(env, id);
    await env.emit(meetingConfirmed, { meeting: id });
    return { version: changed.version, warnings };
  });
}
