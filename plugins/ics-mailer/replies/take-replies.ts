import type { Env } from '#core';
import { type CalendarReply, readReplies, TookTooLong } from '../../calendar/contract.ts';
import type { InboundTaker, Taken } from '../../mail/contract.ts';
import type { ReplyOutcome } from '../../meetings/contract.ts';
import type { Answer } from './answer-page.tsx';

const answerOf = (partstat: string): Answer | undefined =>
  partstat === 'ACCEPTED' || partstat === 'DECLINED' || partstat === 'TENTATIVE' ? partstat : undefined;

/** Why an answer changed something or not, for the list of received mails. */
const sentences = {
  done: 'The answer was taken.',
  same: 'The answer was known already.',
  unknown: 'No meeting here has that UID.',
  uninvited: 'Whoever answers is not invited to that meeting.',
  host: 'The host takes part anyway.',
  off: 'The meeting is not confirmed.',
  over: 'The meeting is over.',
  older: 'The meeting or a later answer has overtaken it.',
  taken: 'The time of whoever accepts is taken by something else meanwhile.',
} as const satisfies Record<ReplyOutcome, string>;

async function takeOne(env: Env<'ics-mailer'>, from: string | null, reply: CalendarReply): Promise<Taken> {
  const answer = answerOf(reply.partstat);
  if (!answer) return { outcome: 'ignored', reason: env.t('The answer is none of accepted, declined and tentative.') };
  if (from === null || reply.email !== from) return { outcome: 'refused', reason: env.t('The answer speaks for somebody who did not send it.') };
  const now = env.now();
  const { outcome } = await env.service('meetings').reply({
    uid: reply.uid,
    ...(reply.recurrenceId ? { recurrenceId: reply.recurrenceId } : {}),
    email: reply.email,
    answer,
    sequence: reply.sequence,
    // A clock that goes ahead must not shut out every later answer.
    at: reply.stamp && reply.stamp < now ? reply.stamp : now,
    ...(reply.comment ? { note: reply.comment } : {}),
  });
  return { outcome: outcome === 'done' || outcome === 'same' ? 'done' : 'refused', reason: env.t(sentences[outcome] as never) };
}

/** Mails with METHOD:REPLY, as calendar programs send them: the sender answers for nobody else, and older answers change nothing. */
export const replyTaker: InboundTaker = {
  async take(env: Env<'ics-mailer'>, mail) {
    let last: Taken | undefined;
    for (const calendar of mail.calendars) {
      try {
        for (const reply of readReplies(calendar) ?? []) {
          const taken = await takeOne(env, mail.from, reply);
          if (last === undefined || taken.outcome === 'done') last = taken;
        }
      } catch (error) {
        if (!(error instanceof TookTooLong)) throw error;
        last = { outcome: 'refused', reason: env.t('The calendar file takes too long to read.') };
      }
    }
    return last;
  },
};
