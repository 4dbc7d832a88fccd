import type { Env, Row } from '#core';
import { clashError } from './clash.ts';
import { meetingAnswered } from './contract.ts';
import { refreshManyActivities } from './refresh-activities.ts';

type Attendee = Row<'meetings', 'meeting.attendee'>;
export type Answer = 'ACCEPTED' | 'DECLINED' | 'TENTATIVE';

/** What is known of an answer that came by mail: which state of the meeting it was for, when it was given, a word with it. */
export type AnswerMark = { answeredSequence: number; answeredAt: Date; answerNote: string | null };

/**
 * Writes an answer. Somebody inside whose being there is required gives the own time back by declining and takes it again by accepting, if it is still free. In the
 * caller's transaction, with the meeting locked. @throws MEETING_CLASH
 */
export async function applyAnswer(
  env: Env<'meetings'>,
  meeting: { id: string; start: Date; end: Date },
  attendee: Pick<Attendee, 'id' | 'person' | 'role' | 'partstat'>,
  given: Answer,
  mark?: AnswerMark,
): Promise<void> {
  await env.model('meeting.attendee').update(attendee.id, { partstat: given, ...mark });
  if (attendee.partstat === given) return;
  if (attendee.role === 'required' && attendee.person !== null) {
    const source = { model: 'meeting.event', record: meeting.id };
    const resource = { kind: 'person', id: attendee.person };
    if (given === 'DECLINED') await env.service('calendar').release({ source, resource });
    else if (attendee.partstat === 'DECLINED') {
      const clashes = await env.service('calendar').claim({ source, claims: [{ ...resource, during: { start: meeting.start, end: meeting.end } }] });
      if (clashes.length > 0) throw await clashError(env, clashes);
    }
  }
  // Who has declined has nothing to do with it any more; who comes after all has. Everybody else's activity stays as it is.
  if (attendee.person !== null && (given === 'DECLINED' || attendee.partstat === 'DECLINED')) await refreshManyActivities(env, [meeting.id], attendee.person);
  await env.emit(meetingAnswered, { meeting: meeting.id, attendee: attendee.id, answer: given });
}
