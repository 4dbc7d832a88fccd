import { type Env, wallOf } from '#core';
import { moveConference } from './conference.ts';
import { meetingChanged } from './contract.ts';
import { assertTimes } from './make-meeting.ts';
import { change, lockMeeting } from './may-change.ts';
import { refreshActivities } from './refresh-activities.ts';
import { standingClaims } from './standing-claims.ts';
import { storedClaims } from './stored-claims.ts';
import { takeClaims } from './take-claims.ts';
import { remember } from './undo.ts';

type Reschedule = { id: string; version: number; start: Date; end: Date; bufferBefore?: number; bufferAfter?: number; reason?: string };

/**
 * The same meeting at another time: same UID, SEQUENCE+1, answers are asked for again; old claims off and new ones on in one transaction. Can be undone for some minutes.
 */
export function reschedule(
  env: Env<'meetings'>,
  { id, version, start, end, bufferBefore, bufferAfter }: Reschedule,
): Promise<{ version: number; warnings: string[] }> {
  assertTimes(start, end);
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, ['draft', 'confirmed']);
    const kept = await remember(env, meeting, 'reschedule');
    const values = { start, end, wallStart: wallOf(start, meeting.timeZone), sequence: meeting.sequence + 1, ...kept };
    const changed = await change(env, meeting, values, 'move');
    let warnings: string[] = [];
    if (meeting.state === 'confirmed' || meeting.origin === 'portal') {
      const claims = await storedClaims(env, changed, {
        askedAgain: true,
        ...(await standingClaims(env, id)),
        ...(bufferBefore === undefined ? {} : { bufferBefore }),
        ...(bufferAfter === undefined ? {} : { bufferAfter }),
      });
      warnings = await takeClaims(env, id, claims);
      await refreshActivities(env, id);
    }
    await env.model('meeting.attendee').update({ event: id, role: { ne: 'host' } }, { partstat: 'NEEDS-ACTION' });
    if (meeting.state === 'confirmed') {
      await moveConference(env, id);
      await env.emit(meetingChanged, { meeting: id, significant: true, removed: [] });
    }
    return { version: changed.version, warnings };
  });
}
