import type { Env, Row } from '#core';

export type RefusedCall = Row<'meetings', 'meeting.provider_call'>;

/** The call after which an account was parked, if its time line has it. Runs as the plugin. */
export async function refusedCall(env: Env<'meetings'>, provider: string, account: string): Promise<RefusedCall | undefined> {
  const refused = { provider, account, failure: { in: ['auth.permanent', 'auth.expired'] } };
  const [call] = await env.model('meeting.provider_call').find(refused, { order: ['-at'], limit: 1 });
  return call;
}
