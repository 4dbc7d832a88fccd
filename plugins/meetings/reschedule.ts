import { type Env, wallOf } from '#core';
import { claimsOf } from './claims-of.ts';
import { clashError } from './clash.ts';
import { moveConference } from './conference.ts';
import { meetingChanged } from './contract.ts';
import { assertTimes } from './make-meeting.ts';
import { change, lockMeeting } from './may-change.ts';
import { refreshActivities } from './refresh-activities.ts';
import { standingClaims } from './standing-claims.ts';

type Reschedule = { id: string; version: number; start: Date; end: Date; bufferBefore?: number; bufferAfter?: number; reason?: string };

/** The same meeting at another time: same UID, SEQUENCE+1, answers are asked for again; old claims off and new ones on in one transaction. */
export function reschedule(env: Env<'meetings'>, { id, version, start, end, bufferBefore, bufferAfter }: Reschedule): Promise<{ version: number }> {
  assertTimes(start, end);
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, ['draft', 'confirmed']);
    const changed = await change(
      env,
      meeting,
      { start, end, wallStart: wallOf(start, meeting.timeZone), sequence: meeting.sequence + 1 },
      'Only the host, the creator or a meeting manager can move this meeting.',
    );
    if (meeting.state === 'confirmed' || meeting.origin === 'portal') {
      const standing = await standingClaims(env, id);
      const rooms = await env.model('meeting.event_room').find({ event: id });
      const attendees = await env.model('meeting.attendee').find({ event: id, role: 'required', person: { ne: null } });
      const claims = claimsOf({
        ...changed,
        rooms: rooms.map(({ room }) => room),
        required: attendees.flatMap(({ person }) => person ?? []),
        ...standing,
        ...(bufferBefore === undefined ? {} : { bufferBefore }),
        ...(bufferAfter === undefined ? {} : { bufferAfter }),
      });
      const clashes = await env.service('calendar').reclaim({ source: { model: 'meeting.event', record: id }, claims });
      if (clashes.length > 0) throw await clashError(env, clashes);
      await refreshActivities(env, id);
    }
    await env.model('meeting.attendee').update({ event: id, role: { ne: 'host' } }, { partstat: 'NEEDS-ACTION' });
    if (meeting.state === 'confirmed') {
      await moveConference(env, id);
      await env.emit(meetingChanged, { meeting: id, significant: true, removed: [] });
    }
    return { version: changed.version };
  });
}
