import { type Env, fail } from '#core';
import { clashError } from './clash.ts';
import { meetingAnswered } from './contract.ts';
import { fault } from './faults.ts';

type Answer = 'ACCEPTED' | 'DECLINED' | 'TENTATIVE';

/** Somebody inside answers for themselves. Declining gives the own time back; accepting again takes it, if it is still free. */
export function answer(env: Env<'meetings'>, { id, answer: given }: { id: string; answer: Answer }): Promise<void> {
  const { caller } = env;
  if (caller.kind !== 'user') throw fail('ACCESS_DENIED');
  return env.tx(async () => {
    await env.asCaller().model('meeting.event').get(id);
    const [meeting] = await env.model('meeting.event').lock({ id });
    const [attendee] = await env.model('meeting.attendee').find({ event: id, person: caller.person });
    if (!meeting || !attendee) throw fail('NOT_FOUND');
    if (meeting.state !== 'confirmed') throw fault('MEETING_STATE', { extra: { state: meeting.state } });
    if (attendee.role === 'host') throw fault('MEETING_STATE', { detail: env.t('The host takes part. Hand the meeting over or cancel it.') });
    if (attendee.partstat === given) return;
    await env.model('meeting.attendee').update(attendee.id, { partstat: given });
    if (attendee.role === 'required') {
      const source = { model: 'meeting.event', record: id };
      const resource = { kind: 'person', id: caller.person };
      if (given === 'DECLINED') await env.service('calendar').release({ source, resource });
      else if (attendee.partstat === 'DECLINED') {
        const clashes = await env.service('calendar').claim({ source, claims: [{ ...resource, during: { start: meeting.start, end: meeting.end } }] });
        if (clashes.length > 0) throw await clashError(env, clashes);
      }
    }
    await env.emit(meetingAnswered, { meeting: id, attendee: attendee.id, answer: given });
  });
}
