import { type Env, fail } from '#core';
import { type Answer, applyAnswer } from './apply-answer.ts';
import { fault } from './faults.ts';

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
    await applyAnswer(env, meeting, attendee, given, { answeredSequence: meeting.sequence, answeredAt: env.now(), answerNote: null });
  });
}
