import type { Env, Row } from '#core';
import { nextLink } from './conference/link-state.ts';
import { MAIN } from './conference/open-account.ts';
import { newOperationKey } from './conference/operation-key.ts';
import { ProviderFailure } from './conference/provider-failure.ts';
import { optionsFor } from './conference/request-for.ts';
import { queueCall } from './conference/sync-conference.ts';
import { leaveRoom, leftRoomOf } from './conference/take-room-away.ts';
import type { Conference, MeetingProvider } from './contract.ts';
import { poolHostsOf } from './rooms/pool-host.ts';

type ConferenceRow = Row<'meetings', 'meeting.conference'>;
type MeetingRow = Row<'meetings', 'meeting.event'>;
type VirtualRoom = Row<'meetings', 'meeting.virtual_room'>;
type MeetingsEnv = Env<'meetings'>;

export type Started = { conference: ConferenceRow; room: VirtualRoom };

/** The provider of a virtual room; undefined: its plugin is not enabled. */
export function providerOf(env: MeetingsEnv, key: string): MeetingProvider | undefined {
  return env.implementations('meeting.provider').get(key);
}

export { queueCall as queue } from './conference/sync-conference.ts';

/**
 * A confirmed meeting with a virtual room gets its conference: at once where the provider derives the link, else by the outbox. A room that it has already is taken away
 * where it was made.
 * @param first nothing was there before
 * @param instead another provider than the room's
 */
export async function startConference(
  env: MeetingsEnv,
  event: MeetingRow,
  { first = false, room: known, instead }: { first?: boolean; room?: VirtualRoom | undefined; instead?: string } = {},
): Promise<Started | undefined> {
  if (!event.virtualRoom) return undefined;
  const room = known ?? (await env.model('meeting.virtual_room').get(event.virtualRoom));
  const [old] = first ? [] : await env.model('meeting.conference').lock({ event: event.id });
  const { link, effects } = nextLink(old ?? { state: 'cancelled', generation: 0, externalId: null }, { kind: 'wanted' });
  const operationKey = newOperationKey(env);
  const host = room.pooled ? ((await poolHostsOf(env, [event.id])).get(event.id) ?? null) : null;
  const key = instead ?? room.provider;
  const provider = providerOf(env, key);
  const derived = provider?.capabilities.create === 'derived' ? await deriveLink(env, provider, room, event, operationKey) : undefined;
  const values = {
    provider: key,
    account: instead === undefined ? room.account : null,
    state: derived ? ('ready' as const) : provider?.capabilities.create === 'derived' ? ('failed' as const) : link.state,
    externalId: derived?.externalId ?? null,
    joinUrl: derived?.joinUrl ?? null,
    number: derived?.number ?? null,
    personal: derived?.personal ?? false,
    generation: link.generation,
    operationKey,
    host,
    owner: null,
    told: null,
    attempts: 0,
    problem: null,
    failure: null,
    retryAt: null,
    waiting: false,
    insteadOf: instead === undefined ? null : room.provider,
  };
  const conference = old
    ? await env.model('meeting.conference').update(old.id, values)
    : await env.model('meeting.conference').create({ event: event.id, ...values });
  if (old) for (const effect of effects) if (effect.do === 'take-away') await takeAway(env, old, event, effect.externalId);
  if (conference.state === 'queued') await queueCall(env, conference, host ?? room.host ?? event.host);
  return { conference, room };
}

async function takeAway(env: MeetingsEnv, conference: ConferenceRow, event: MeetingRow, externalId: string | null): Promise<void> {
  const provider = providerOf(env, conference.provider);
  if (provider?.cancel && (externalId !== null || provider.findByKey)) await leaveRoom(env, leftRoomOf(conference, event, externalId));
}

/** The link of a provider that asks nobody for it; undefined: it says no, and the meeting has none. */
export async function deriveLink(
  env: MeetingsEnv,
  provider: MeetingProvider,
  room: Pick<VirtualRoom, 'provider' | 'options'>,
  event: MeetingRow,
  operationKey: string,
): Promise<Conference | undefined> {
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
    env.log.warn({ provider: key, class: error.kind, reason: error.message }, 'provider refused');
    return undefined;
  }
}

/** Time or title changed: the provider is told; where it cannot change in place or derives the link, the link stays. */
export async function moveConference(env: MeetingsEnv, meeting: string): Promise<void> {
  const [conference] = await env.model('meeting.conference').find({ event: meeting, state: { in: ['queued', 'creating', 'pending', 'ready', 'failed'] } });
  if (!conference) return;
  const provider = providerOf(env, conference.provider);
  if (!provider || provider.capabilities.create === 'derived') return;
  const event = await env.model('meeting.event').get(meeting);
  // Who stood for it is not free then: the room is made anew in the name of somebody else.
  if (conference.host !== null && (await poolHostsOf(env, [meeting])).get(meeting) !== conference.host) await startConference(env, event);
  else await queueCall(env, conference, conference.owner?.id ?? event.host);
}

/** The meeting is off or has another virtual room: the provider's meeting goes. */
export async function endConference(env: MeetingsEnv, meeting: string): Promise<void> {
  const [conference] = await env.model('meeting.conference').lock({ event: meeting, state: { ne: 'cancelled' } });
  if (!conference) return;
  const provider = providerOf(env, conference.provider);
  const { link, effects } = nextLink(conference, { kind: 'unwanted' });
  if (!provider || provider.capabilities.cancel === 'none') {
    await env.model('meeting.conference').update(conference.id, { state: 'cancelled', generation: conference.generation + 1 });
    return;
  }
  const changed = await env.model('meeting.conference').update(conference.id, { state: link.state, generation: link.generation });
  if (effects.length > 0) await queueCall(env, changed, conference.owner?.id ?? (await env.model('meeting.event').get(meeting)).host);
}

/** Before a meeting is deleted: what stands at the provider is taken away, whatever becomes of our record. */
export async function removeRoom(env: MeetingsEnv, meeting: string): Promise<void> {
  const [conference] = await env.model('meeting.conference').lock({ event: meeting, state: { ne: 'cancelled' } });
  if (!conference || (conference.externalId === null && conference.state !== 'creating' && conference.state !== 'cancelling')) return;
  await takeAway(env, conference, await env.model('meeting.event').get(meeting), conference.externalId);
}
