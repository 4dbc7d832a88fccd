import { z } from 'zod';
import type { CaseRunner } from '../calendar/contract.ts';
import { type ItipChange, itip, itipReply } from './itip.ts';

/** Only which of them are named matters. */
const change = z.strictObject({
  cancel: z.boolean().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  timeZone: z.string().optional(),
  rrule: z.string().optional(),
  location: z.string().optional(),
  subject: z.string().optional(),
  description: z.string().optional(),
});
const itipInput = z.strictObject({
  op: z.literal('itip'),
  state: z.strictObject({ uid: z.string(), sequence: z.number().int(), status: z.string(), partstat: z.string().optional() }),
  change,
});
const answer = z.strictObject({ uid: z.string(), sequence: z.number().int(), partstat: z.string(), dtstamp: z.iso.datetime() });
const replyInput = z.strictObject({ op: z.literal('itip-reply'), state: answer, reply: answer });

/** The rules of invitations, as cases ask for them. */
export const itipCases: CaseRunner = {
  async run(_env, input) {
    const { state, change } = itipInput.parse(input);
    const named: ItipChange = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    return itip(
      { uid: state.uid, sequence: state.sequence, status: state.status, ...(state.partstat === undefined ? {} : { partstat: state.partstat }) },
      named,
    );
  },
};

export const itipReplyCases: CaseRunner = {
  async run(_env, input) {
    const { state, reply } = replyInput.parse(input);
    return itipReply(state, reply);
  },
};
