import type { Env } from '#core';
import { claimsOf } from './claims-of.ts';
import { clashError } from './clash.ts';
import { startConference } from './conference.ts';
import { meetingConfirmed } from './contract.ts';
import { fault } from './faults.ts';
import { change, lockMeeting } from './may-change.ts';
import { refreshActivities } from './refresh-activities.ts';

/** Draft → confirmed. A guest's request already holds its time; a staff draft takes it now: of two that overlap one is refused, with the reason. */
export function confirm(env: Env<'meetings'>, { id, version }: { id: string; version: number }): Promise<{ version: number }> {
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, ['draft']);
    if (meeting.end <= env.now()) throw fault('MEETING_STATE', { detail: env.t('This time is over. Choose a new one first.') });
    const changed = await change(env, meeting, { state: 'confirmed' }, 'Only the host, the creator or a meeting manager can confirm this meeting.');
    const source = { model: 'meeting.event', record: id };
    const settled = meeting.origin === 'portal' ? await env.service('calendar').settle({ source }) : 0;
    if (settled === 0) {
      const rooms = await env.model('meeting.event_room').find({ event: id });
      const attendees = await env.model('meeting.attendee').find({ event: id, role: 'required', person: { ne: null } });
      const claims = claimsOf({ ...meeting, rooms: rooms.map(({ room }) => room), required: attendees.flatMap(({ person }) => person ?? []) });
      const clashes = await env.service('calendar').reclaim({ source, claims });
      if (clashes.length > 0) throw await clashError(env, clashes);
    }
    await startConference(env, changed);
    await refreshActivities(env, id);
    await env.emit(meetingConfirmed, { meeting: id });
    return { version: changed.version };
  });
}
