import { z } from 'zod';
import { defineJob, type Env, RetryLater } from '#core';
import { deliver } from './deliver.ts';

/** Mails that are read at the same time: enough to keep every connection busy, few enough that thousands do not lie in memory. */
const AT_HAND = 125;

/** Sends mails of the outbox that belong together; run again, it leaves out those that were sent. Each mail counts its own tries, so the job itself never runs out of them. */
export const sendMessages = defineJob({
  name: 'mail.send-message',
  payload: z.object({ messages: z.array(z.uuid()).max(1000) }),
  timeout: 300,
  concurrency: 2,
  async run(env: Env<'mail'>, { messages }, { signal }) {
    let rest: Awaited<ReturnType<typeof deliver>>;
    for (let at = 0; at < messages.length; at += AT_HAND) {
      const left = await deliver(env, messages.slice(at, at + AT_HAND), signal);
      if (left && (!rest || left.at < rest.at)) rest = left;
    }
    if (rest) throw new RetryLater(rest.reason, rest.at);
  },
});
