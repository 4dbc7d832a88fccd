import { z } from 'zod';
import { defineJob, type Env } from '#core';
import { passwordResetRequested } from './contract.ts';

/**
 * Looks up the address after the page has answered: the page does the same work for every address, so neither its words nor its time
 * tell who has an account. The link itself is made where the mail is written; no token lies in a job.
 */
export const requestResetJob = defineJob({
  name: 'base.request-reset',
  payload: z.object({ email: z.string(), request: z.uuid() }),
  run: async (env: Env<'base'>, { email, request }) => {
    const [person] = await env.model('base.person').pick({ active: true, account: { where: { email, active: true } } }, ['name']);
    if (person) await env.emit(passwordResetRequested, { person: person.id, request });
  },
});
