import { z } from 'zod';
import { defineJob, type Env, type Row } from '#core';
import { deriveLink } from '../conference/derive-link.ts';
import { newOperationKey } from '../conference/operation-key.ts';
import { queueCall } from '../conference/sync-conference.ts';
import type { MeetingProvider } from '../contract.ts';
import { poolHostsOf } from '../rooms/pool-host.ts';

type Meeting = Row<'meetings', 'meeting.event'>;

const BATCH = 1_000;

const state = z.enum(['queued', 'creating', 'pending', 'ready', 'failed', 'cancelling']);

/** Hands links of a series that are in these states to the provider's lane, one job each: after commit, so that whoever changed the series does not wait for it. */
export const queueSeriesLinks = defineJob({
  name: 'meeting.queue-series-links',
  payload: z.object({ series: z.uuid(), states: z.array(state) }),
  async run(env: Env<'meetings'>, { series, states }) {
    await env.tx(async () => {
      const meetings = await env.model('meeting.event').pick({ series }, ['host'], { order: ['-start'], limit: BATCH });
      const hosts = new Map(meetings.map(({ id, host }) => [id, host]));
      const waiting = await env.model('meeting.conference').find({ event: { in: [...hosts.keys()] }, state: { in: states } });
      for (const conference of waiting) await queueCall(env, conference, hosts.get(conference.event) ?? null);
    });
  },
});

/** Dates were moved or renamed: providers that keep a room for each are told. */
export async function moveLinks(env: Env<'meetings'>, series: string, virtualRoom: string | null): Promise<void> {
  const room = virtualRoom ? await env.model('meeting.virtual_room').get(virtualRoom) : undefined;
  const provider = room && env.implementations('meeting.provider').get(room.provider);
  if (!provider || provider.capabilities.create === 'derived') return;
  await env.enqueue(queueSeriesLinks, { series, states: ['queued', 'creating', 'pending', 'ready', 'failed'] });
}

type Derived = { externalId: string | null; joinUrl: string | null; personal: boolean; operationKey: string };

/** The link that the series has already, so that dates which come later have the one that everybody was sent; else a new one. */
async function linkOfAll(
  env: Env<'meetings'>,
  series: string,
  provider: MeetingProvider,
  room: Row<'meetings', 'meeting.virtual_room'>,
  first: Meeting,
): Promise<Derived | undefined> {
  const [known] = await env
    .model('meeting.conference')
    .pick(
      { event: { where: { series, exception: false, virtualRoom: room.id } }, provider: room.provider, state: 'ready' },
      ['externalId', 'joinUrl', 'personal', 'operationKey'],
      { order: ['createdAt'], limit: 1 },
    );
  if (known) return known;
  const operationKey = newOperationKey(env);
  const made = await deriveLink(env, provider, room, first, operationKey);
  return 'joinUrl' in made ? { externalId: made.externalId, joinUrl: made.joinUrl, personal: made.personal ?? false, operationKey } : undefined;
}

/**
 * Links for dates that have none, in four statements however many. Where the provider derives the link, the whole series has one; else each date has its own room there.
 */
export async function startLinks(env: Env<'meetings'>, series: string, meetings: readonly Meeting[]): Promise<void> {
  const [first] = meetings;
  if (!first?.virtualRoom) return;
  const room = await env.model('meeting.virtual_room').get(first.virtualRoom);
  const provider = env.implementations('meeting.provider').get(room.provider);
  const derived = provider?.capabilities.create === 'derived' ? await linkOfAll(env, series, provider, room, first) : undefined;
  const hosts =
    room.pooled && !derived
      ? await poolHostsOf(
          env,
          meetings.map(({ id }) => id),
        )
      : undefined;
  await env.model('meeting.conference').create(
    meetings.map(({ id }) => ({
      event: id,
      host: hosts?.get(id) ?? null,
      provider: room.provider,
      state: derived ? ('ready' as const) : ('queued' as const),
      externalId: derived?.externalId ?? null,
      joinUrl: derived?.joinUrl ?? null,
      personal: derived?.personal ?? false,
      account: room.account,
      operationKey: derived?.operationKey ?? newOperationKey(env),
    })),
    { onConflict: { constraint: 'meeting_conference_event_id_key', do: 'nothing' } },
  );
  if (!derived) await env.enqueue(queueSeriesLinks, { series, states: ['queued'] });
}
