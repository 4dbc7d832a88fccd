import type { Env } from '#core';
import type { Link } from '../open-times.ts';

/** Kind of the directory's tokens that lead a guest to the own place on a waiting list. */
export const WAITING = 'booking.waiting';

/** The guest's secret for one place on a list: derived, so that each mail can name it although only its hash is stored. */
export const waitingToken = (env: Env<'booking-portal'>, waiting: string): Promise<string> =>
  env.tokens.issue(WAITING, waiting, { token: env.secrets.sign(WAITING, waiting) });

/** Where the guest takes what is kept, or leaves the list. */
export const waitingUrl = async (env: Env<'booking-portal'>, waiting: string): Promise<string> => `${env.baseUrl}/waiting/${await waitingToken(env, waiting)}`;

async function find(env: Env<'booking-portal'>, link: Link, token: string) {
  const plugin = env.asPlugin();
  const found = await plugin.tokens.find(WAITING, token);
  if (!found) return undefined;
  const [waiting] = await plugin.model('booking.waiting').pick({ id: found.record, link: link.id, state: { in: ['waiting', 'offered'] } }, ['name', 'email']);
  return waiting;
}

/** Whom this link keeps a time for, by the token of the mail. Undefined: nobody; the time is asked for like any other. */
export const waitingOf = async (env: Env<'booking-portal'>, link: Link, token: string): Promise<string | undefined> => (await find(env, link, token))?.id;

/** What the form knows of that guest already. */
export async function waitingValues(env: Env<'booking-portal'>, link: Link, token: string): Promise<Record<string, string>> {
  const waiting = await find(env, link, token);
  return waiting ? { name: waiting.name, email: waiting.email } : {};
}
