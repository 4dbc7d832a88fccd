import { type Env, wallOf } from '#core';
import { moveConference } from './conference/move-conference.ts';
import { startConference } from './conference/start-conference.ts';
import { confirm } from './confirm.ts';
import { type MeetingsService, meetingChanged, meetingRequested } from './contract.ts';
import { assertTimes } from './make-meeting.ts';
import { change, lockMeeting } from './may-change.ts';
import { refreshActivities } from './refresh-activities.ts';
import { askManagers, heldUntil, roomsToAsk, withdrawRequests } from './rooms/ask-managers.ts';
import { assertMayBook } from './rooms/may-book.ts';
import { setBack } from './set-back.ts';
import { settings } from './settings.ts';
import { standingClaims } from './standing-claims.ts';
import { roomsOf, storedClaims } from './stored-claims.ts';
import { takeClaims } from './take-claims.ts';
import { remember } from './undo.ts';

type Reschedule = { id: string; version: number; start: Date; end: Date; bufferBefore?: number; bufferAfter?: number; reason?: string; asking?: string };

/**
 * The same meeting at another time: same UID, SEQUENCE+1, answers are asked for again; old claims off and new ones on in one transaction. Can be undone for some minutes.
 * Where a room manager must approve the new time, the meeting waits for that as if it were confirmed anew.
 */
export function reschedule(
  env: Env<'meetings'>,
  { id, version, start, end, bufferBefore, bufferAfter, asking, reason }: Reschedule,
): ReturnType<MeetingsService['reschedule']> {
  assertTimes(start, end);
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, ['draft', 'confirmed'], 'move');
    const rooms = await roomsOf(env, id);
    // Whoever is signed in keeps the rooms that the meeting has; a guest moves it no further than the link's owner could book it.
    if (env.caller.kind !== 'user') await assertMayBook(env, rooms, { host: meeting.host, asking });
    const toAsk = await roomsToAsk(env, { id, host: meeting.host, start, end, asking }, rooms);
    if (toAsk.length > 0 && meeting.state === 'confirmed') {
      const back = await setBack(env, { id, version });
      const moved = await reschedule(env, { id, version: back.version, start, end, ...(asking ? { asking } : {}) });
      return confirm(env, { id, version: moved.version }, { asking, moved: true });
    }
    if (rooms.some(({ approval }) => approval) && meeting.state === 'draft' && meeting.origin !== 'portal') await withdrawRequests(env, id);
    const kept = await remember(env, meeting, 'reschedule');
    const values = { start, end, wallStart: wallOf(start, meeting.timeZone), sequence: meeting.sequence + 1, reason: reason?.trim() || null, ...kept };
    const changed = await change(env, meeting, values, 'move');
    let warnings: string[] = [];
    if (meeting.state === 'confirmed' || meeting.origin === 'portal') {
      const claims = await storedClaims(
        env,
        changed,
        {
          askedAgain: true,
          ...(await standingClaims(env, id)),
          ...(bufferBefore === undefined ? {} : { bufferBefore }),
          ...(bufferAfter === undefined ? {} : { bufferAfter }),
        },
        rooms,
      );
      warnings = await takeClaims(env, id, claims);
      if (toAsk.length > 0) await askManagers(env, changed, toAsk, await heldUntil(env, start), 'kept');
      await refreshActivities(env, id);
    }
    await env.model('meeting.attendee').update({ event: id, role: { ne: 'host' } }, { partstat: 'NEEDS-ACTION' });
    if (meeting.state === 'confirmed') {
      if ((await env.settings(settings)).newLinkOnReschedule) await startConference(env, changed);
      else await moveConference(env, id);
      await env.emit(meetingChanged, { meeting: id, significant: true, removed: [] });
    } else if (meeting.origin === 'portal') {
      // A request for another time: both sides are told as of a new one.
      await env.emit(meetingRequested, { meeting: id });
    }
    return { version: changed.version, warnings };
  });
}
