import type { Env } from '#core';
import { endConference } from './conference/end-conference.ts';
import { meetingCancelled } from './contract.ts';
import { change, lockMeeting } from './may-change.ts';
import { remember } from './undo.ts';

/** Draft or confirmed → cancelled: the time is free again, attendees are told (SEQUENCE+1, RFC 5546 §3.2.5), activities and the conference go. Can be undone for some minutes. */
export function cancel(
  env: Env<'meetings'>,
  { id, version, reason, lapsed }: { id: string; version: number; reason?: string; lapsed?: boolean },
  by: 'staff' | 'guest' | 'lapse' = env.caller.kind === 'user' ? 'staff' : lapsed ? 'lapse' : 'guest',
): Promise<{ version: number }> {
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, ['draft', 'confirmed'], 'cancel');
    const kept = await remember(env, meeting, 'cancel');
    const changed = await change(env, meeting, { state: 'cancelled', sequence: meeting.sequence + 1, reason: reason?.trim() || null, ...kept }, 'cancel');
    await env.service('calendar').release({ source: { model: 'meeting.event', record: id } });
    await env.service('activities').clear({ model: 'meeting.event', record: id });
    await endConference(env, id);
    await env.emit(meetingCancelled, {
      meeting: id,
      was: meeting.state === 'confirmed' ? 'confirmed' : 'draft',
      by,
    });
    return { version: changed.version };
  });
}
