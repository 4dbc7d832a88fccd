import type { Env } from '#core';
import { endConference } from './conference/end-conference.ts';
import { meetingPostponed } from './contract.ts';
import { change, lockMeeting } from './may-change.ts';

/**
 * Confirmed or cancelled → draft: nothing is taken until it is confirmed again, which takes what is free then. Whoever was invited is told that it is off for now
 * (SEQUENCE+1); of a cancelled one everybody knows already.
 */
export function setBack(env: Env<'meetings'>, { id, version }: { id: string; version: number }): Promise<{ version: number }> {
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, ['confirmed', 'cancelled'], 'set back');
    const changed = await change(env, meeting, { state: 'draft', reason: null, sequence: meeting.sequence + 1 }, 'set back');
    await env.service('calendar').release({ source: { model: 'meeting.event', record: id } });
    await env.service('activities').clear({ model: 'meeting.event', record: id });
    await endConference(env, id);
    await env.model('meeting.attendee').update({ event: id, role: { ne: 'host' } }, { partstat: 'NEEDS-ACTION' });
    if (meeting.state === 'confirmed') await env.emit(meetingPostponed, { meeting: id });
    return { version: changed.version };
  });
}
