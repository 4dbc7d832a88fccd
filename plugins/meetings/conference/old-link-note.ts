import type { Env } from '#core';

/** Before a link is taken away: some services go on letting people in by it. Undefined: it stops working, or there is none. */
export async function oldLinkNote(env: Env<'meetings'>, meeting: string): Promise<string | undefined> {
  const [link] = await env.model('meeting.conference').pick({ event: meeting, state: { ne: 'cancelled' } }, ['provider', 'joinUrl']);
  const provider = link?.joinUrl ? env.implementations('meeting.provider').get(link.provider) : undefined;
  if (!provider?.capabilities.oldLinkWorks) return undefined;
  return env.t('Whoever has the old link can still come in: {provider} takes no link back.', { provider: provider.title });
}
