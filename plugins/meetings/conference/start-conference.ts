import type { Env, Row } from '#core';
import { poolHostsOf } from '../rooms/pool-host.ts';
import { deriveLink } from './derive-link.ts';
import { leaveFormer, withFormer } from './former-rooms.ts';
import { nextLink } from './link-state.ts';
import { newOperationKey } from './operation-key.ts';
import { queueCall } from './sync-conference.ts';
import { removableRoomOf } from './take-room-away.ts';

type ConferenceRow = Row<'meetings', 'meeting.conference'>;
type VirtualRoom = Row<'meetings', 'meeting.virtual_room'>;
type MeetingsEnv = Env<'meetings'>;

export type Started = { conference: ConferenceRow; room: VirtualRoom };

/**
 * A confirmed meeting with a virtual room gets its conference: at once where the provider derives the link, else by the outbox. A room that it has already is taken away
 * where it was made, once the new one is ready.
 * @param first nothing was there before
 * @param instead another provider than the room's
 */
export async function startConference(
  env: MeetingsEnv,
  event: Row<'meetings', 'meeting.event'>,
  { first = false, room: known, instead }: { first?: boolean; room?: VirtualRoom | undefined; instead?: string } = {},
): Promise<Started | undefined> {
  if (!event.virtualRoom) return undefined;
  const room = known ?? (await env.model('meeting.virtual_room').get(event.virtualRoom));
  const [old] = first ? [] : await env.model('meeting.conference').lock({ event: event.id });
  const { link, effects } = nextLink(old ?? { state: 'cancelled', generation: 0, externalId: null }, { kind: 'wanted' });
  const operationKey = newOperationKey(env);
  const host = room.pooled ? ((await poolHostsOf(env, [event.id])).get(event.id) ?? null) : null;
  const key = instead ?? room.provider;
  const provider = env.implementations('meeting.provider').get(key);
  const derives = provider?.capabilities.create === 'derived';
  const made = derives ? await deriveLink(env, provider, room, event, operationKey) : undefined;
  const derived = made && 'joinUrl' in made ? made : undefined;
  const taken = effects.find((effect) => effect.do === 'take-away');
  const left = old && taken ? removableRoomOf(env, old, event, taken.externalId) : undefined;
  const former = old && left ? withFormer(old, left) : (old?.former ?? null);
  const values = {
    provider: key,
    account: instead === undefined ? room.account : null,
    state: derived ? ('ready' as const) : derives ? ('failed' as const) : link.state,
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
    polls: 0,
    problem: made && 'problem' in made ? made.problem : null,
    failure: made && 'problem' in made ? made.failure : null,
    former: derived ? null : former,
    retryAt: null,
    waiting: false,
    insteadOf: instead === undefined ? null : room.provider,
  };
  const conference = old
    ? await env.model('meeting.conference').update(old.id, values)
    : await env.model('meeting.conference').create({ event: event.id, ...values });
  if (derived) await leaveFormer(env, former);
  if (conference.state === 'queued') await queueCall(env, conference, host ?? room.host ?? event.host);
  return { conference, room };
}
