import { z } from 'zod';
import { defineJob, type Env, RetryLater } from '#core';
import { deliver } from './deliver.ts';

/** Sends mails of the outbox that belong together; run again, it leaves out those that were sent. Each mail counts its own tries, so the job itself never runs out of them. */
export const sendMessages = defineJob({
  name: 'mail.send-message',
  payload: z.object({ messages: z.array(z.uuid()).max(1000) }),
  timeout: 300,
  async run(env: Env<'mail'>, { messages }, { signal }) {
    const rest = await deliver(env, messages, signal);
    if (rest) throw new RetryLater(rest.reason, rest.at);
  },
});
