import type { Env, Row } from '#core';
import { MAIN } from './open-account.ts';
import type { Conference, MeetingProvider } from './provider-contract.ts';
import { ProviderFailure } from './provider-failure.ts';
import { optionsFor } from './request-for.ts';

/** Why a meeting has no link, as a record keeps it. */
type NoLink = { problem: string; failure: string };

async function derive(
  env: Env<'meetings'>,
  provider: MeetingProvider,
  room: Pick<Row<'meetings', 'meeting.virtual_room'>, 'provider' | 'options'>,
  event: Pick<Row<'meetings', 'meeting.event'>, 'subject' | 'description' | 'start' | 'end' | 'timeZone'>,
  operationKey: string,
): Promise<Conference | (NoLink & { reason: string })> {
  const { subject, description, start, end, timeZone } = event;
  const [key] = [...env.implementations('meeting.provider')].find(([, one]) => one === provider) ?? [room.provider];
  try {
    return await provider.create(
      {
        env: env.implementer('meeting.provider', key),
        http: undefined,
        signal: AbortSignal.timeout(5_000),
        account: { id: key, key: MAIN, name: provider.title, values: {} },
      },
      {
        operationKey,
        subject,
        description: description ?? '',
        start,
        end,
        timeZone,
        host: null,
        options: optionsFor(provider, key === room.provider ? room.options : {}),
      },
    );
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    // what a provider that asks nobody lacks can only be an option of the virtual room
    return { problem: 'The virtual room has no link yet.', failure: error.kind, reason: error.message };
  }
}

/** The link of a provider that asks nobody for it, or why there is none. */
export async function deriveLink(...asked: Parameters<typeof derive>): Promise<Conference | NoLink> {
  const made = await derive(...asked);
  if ('problem' in made) asked[0].log.warn({ provider: asked[2].provider, class: made.failure, reason: made.reason }, 'provider refused');
  return made;
}

/** What keeps a virtual room from giving meetings a link; undefined: nothing, or it is seen only when one is made. */
export async function linkProblem(env: Env<'meetings'>, provider: MeetingProvider, room: Parameters<typeof derive>[2]): Promise<string | undefined> {
  if (provider.capabilities.create !== 'derived') return undefined;
  const now = env.now();
  const made = await derive(env, provider, room, { subject: '', description: null, start: now, end: now, timeZone: 'UTC' }, 'a-look-at-the-virtual-room');
  return 'problem' in made ? made.problem : undefined;
}
