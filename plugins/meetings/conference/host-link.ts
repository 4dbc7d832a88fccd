import type { Env } from '#core';
import { makeCall } from './make-call.ts';
import { openAccount } from './open-account.ts';
import { requestFor } from './request-for.ts';

/** Does the provider of a virtual room give its hosts an address of their own? */
export const givesHostLink = (env: Env<'meetings'>, provider: string | undefined): boolean =>
  provider !== undefined && env.implementations('meeting.provider').get(provider)?.hostUrl !== undefined;

const ASK_MS = 15_000;

/**
 * Where the host starts the conference of a meeting: asked for now, and kept nowhere. Runs as the plugin: who may be told is for the caller to ask.
 * @returns undefined: there is no such address
 * @throws ProviderFailure
 */
export async function hostLink(env: Env<'meetings'>, meeting: string): Promise<string | undefined> {
  const [conference] = await env.model('meeting.conference').find({ event: meeting, state: 'ready' });
  const provider = conference && env.implementations('meeting.provider').get(conference.provider);
  if (!conference?.externalId || !provider?.hostUrl) return undefined;
  const request = await requestFor(env, conference, provider);
  if (!request) return undefined;
  const of = { ...request, host: conference.owner ?? request.host };
  const context = await openAccount(env, conference.provider, provider, AbortSignal.timeout(ASK_MS), conference.account);
  const { externalId } = conference;
  return makeCall(
    env,
    { provider, key: conference.provider, context, event: meeting, generation: conference.generation, host: of.host?.email ?? '' },
    'look',
    async (call) => provider.hostUrl?.(call, externalId, of),
  );
}
