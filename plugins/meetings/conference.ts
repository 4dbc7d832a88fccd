import { z } from 'zod';
import { defineJob, type Env, GiveUp, OutboundError, RetryLater, type Row } from '#core';
import { type Conference, type ConferenceRequest, conferenceReady, type MeetingProvider, ProviderFailure } from './contract.ts';
import { details } from './details.ts';
import { talks } from './talks.ts';

type ConferenceRow = Row<'meetings', 'meeting.conference'>;
type MeetingsEnv = Env<'meetings'>;

const payload = z.object({ conference: z.uuid(), generation: z.number().int() });

/** All that a provider is told to take a room away, so that the meeting may be gone by then. */
const leftRoom = z.object({
  provider: z.string(),
  externalId: z.string(),
  operationKey: z.string(),
  subject: z.string(),
  start: z.coerce.date<string | Date>(),
  end: z.coerce.date<string | Date>(),
  timeZone: z.string(),
  host: z.object({ id: z.string(), email: z.string(), name: z.string() }).nullable(),
  options: z.record(z.string(), z.unknown()),
});

/** The provider of a virtual room; undefined: its plugin is not enabled. */
export function providerOf(env: MeetingsEnv, key: string): MeetingProvider | undefined {
  return env.implementations('meeting.provider').get(key);
}

async function requestFor(env: MeetingsEnv, conference: ConferenceRow): Promise<ConferenceRequest | undefined> {
  const [meeting] = await details(env, { ids: [conference.event] });
  if (!meeting) return undefined;
  const room = meeting.virtualRoom ? await env.model('meeting.virtual_room').get(meeting.virtualRoom.id) : undefined;
  const owner = room?.host ? (await env.service('base').people({ ids: [room.host] }))[0] : undefined;
  const host = owner ?? meeting.host;
  return {
    operationKey: conference.operationKey,
    subject: meeting.subject,
    description: meeting.description ?? '',
    start: meeting.start,
    end: meeting.end,
    timeZone: meeting.timeZone,
    host: { id: host.id, email: host.email, name: host.name },
    options: room?.options ?? {},
  };
}

/** One lane per provider and host: providers allow one call at a time on one calendar. */
export async function queue(env: MeetingsEnv, conference: ConferenceRow, host: string | null): Promise<void> {
  await env.enqueue(
    syncConference,
    { conference: conference.id, generation: conference.generation },
    { lane: `conference:${conference.provider}:${host ?? 'none'}`, key: `conference:${conference.id}:${conference.generation}:${conference.state}` },
  );
}

/** A confirmed meeting with a virtual room gets its conference: at once where the provider derives the link, else by the outbox. */
export async function startConference(
  env: MeetingsEnv,
  event: Row<'meetings', 'meeting.event'>,
  made: 'now' | 'before' = 'before',
): Promise<Started | undefined> {
  if (!event.virtualRoom) return undefined;
  const room = await env.model('meeting.virtual_room').get(event.virtualRoom);
  const [old] = made === 'now' ? [] : await env.model('meeting.conference').find({ event: event.id });
  const operationKey = env.random(20);
  const provider = providerOf(env, room.provider);
  const derived = provider?.capabilities.create === 'derived' ? await deriveLink(env, provider, room, event, operationKey) : undefined;
  const values = {
    provider: room.provider,
    state: derived ? ('ready' as const) : ('queued' as const),
    externalId: derived?.externalId ?? null,
    joinUrl: derived?.joinUrl ?? null,
    generation: (old?.generation ?? 0) + 1,
    operationKey,
    attempts: 0,
    problem: null,
  };
  const conference = old
    ? await env.model('meeting.conference').update(old.id, values)
    : await env.model('meeting.conference').create({ event: event.id, ...values });
  if (!derived) await queue(env, conference, room.host ?? event.host);
  return { conference, room };
}

export type Started = { conference: ConferenceRow; room: VirtualRoom };
type VirtualRoom = Row<'meetings', 'meeting.virtual_room'>;

/** The link of a provider that asks nobody for it. */
export function deriveLink(env: MeetingsEnv, provider: MeetingProvider, room: VirtualRoom, event: Row<'meetings', 'meeting.event'>, operationKey: string) {
  const { subject, description, start, end, timeZone } = event;
  return provider.create(
    { env: env.implementer('meeting.provider', room.provider), http: undefined, signal: AbortSignal.timeout(5_000) },
    { operationKey, subject, description: description ?? '', start, end, timeZone, host: null, options: room.options },
  );
}

/** Time or title changed: the provider is told; where it cannot change in place or derives the link, the link stays. */
export async function moveConference(env: MeetingsEnv, meeting: string): Promise<void> {
  const [conference] = await env.model('meeting.conference').find({ event: meeting, state: { in: ['queued', 'creating', 'pending', 'ready', 'failed'] } });
  if (!conference) return;
  const provider = providerOf(env, conference.provider);
  if (!provider || provider.capabilities.create === 'derived') return;
  const event = await env.model('meeting.event').get(meeting);
  await queue(env, conference, event.host);
}

/** The meeting is off or has another virtual room: the provider's meeting goes. */
export async function endConference(env: MeetingsEnv, meeting: string): Promise<void> {
  const [conference] = await env.model('meeting.conference').find({ event: meeting, state: { notIn: ['cancelled'] } });
  if (!conference) return;
  const provider = providerOf(env, conference.provider);
  await env.model('meeting.host_link').delete({ event: meeting });
  const nothingThere = conference.externalId === null && conference.state === 'queued';
  if (!provider || provider.capabilities.cancel === 'none' || nothingThere) {
    await env.model('meeting.conference').update(conference.id, { state: 'cancelled', generation: conference.generation + 1 });
    return;
  }
  const event = await env.model('meeting.event').get(meeting);
  await queue(env, await env.model('meeting.conference').update(conference.id, { state: 'cancelling' }), event.host);
}

/** Before a link is renewed or a meeting is deleted: what stands at the provider is taken away, whatever becomes of our record. */
export async function removeRoom(env: MeetingsEnv, meeting: string): Promise<void> {
  await env.model('meeting.host_link').delete({ event: meeting });
  const [conference] = await env.model('meeting.conference').find({ event: meeting, state: { ne: 'cancelled' }, externalId: { ne: null } });
  if (!conference?.externalId) return;
  const provider = providerOf(env, conference.provider);
  if (!provider?.cancel) return;
  const request = await requestFor(env, conference);
  if (!request) return;
  const { operationKey, subject, start, end, timeZone, host, options } = request;
  const { externalId, provider: key } = conference;
  await env.enqueue(
    takeRoomAway,
    { provider: key, externalId, operationKey, subject, start, end, timeZone, host, options },
    { lane: `conference:${key}:${host?.id ?? 'none'}` },
  );
}

/** Takes a room away that no record knows any more. */
export const takeRoomAway = defineJob({
  name: 'meeting.take-room-away',
  payload: leftRoom,
  timeout: 60,
  async run(env: MeetingsEnv, { provider: key, externalId, ...request }, { signal }) {
    const provider = providerOf(env, key);
    if (!provider) throw new RetryLater(`the provider "${key}" is not enabled`);
    const own = env.implementer('meeting.provider', key);
    try {
      await provider.cancel?.({ env: own, http: provider.capabilities.needsCredentials ? own.http : undefined, signal }, externalId, {
        ...request,
        description: '',
      });
    } catch (error) {
      if (error instanceof OutboundError) throw new RetryLater(error.message);
      if (!(error instanceof ProviderFailure)) throw error;
      if (error.kind === 'gone') return;
      if (error.kind === 'permanent' || error.kind === 'auth.permanent') throw new GiveUp(`provider failure ${error.kind}`, { cause: error });
      throw new RetryLater(`provider failure ${error.kind}`, error.retryAt);
    }
  },
});

async function tellLink(env: MeetingsEnv, { event, provider }: ConferenceRow): Promise<void> {
  await env.emit(conferenceReady, { meeting: event });
  if (!talks(env)) return;
  await env
    .service('thread')
    .post({ model: 'meeting.event', record: event, text: 'The link to the online meeting is ready ({provider}).', values: { provider } });
}

/** Brings one conference at the provider to where our record says it should be. At least once; a late answer for an older generation is taken back. */
export const syncConference = defineJob({
  name: 'meeting.sync-conference',
  payload,
  timeout: 60,
  async run(env: MeetingsEnv, { conference: id, generation }, { signal }) {
    const [conference] = await env.model('meeting.conference').find({ id });
    if (!conference || conference.generation !== generation || conference.state === 'cancelled') return;
    const provider = providerOf(env, conference.provider);
    if (!provider) throw new RetryLater(`the provider "${conference.provider}" is not enabled`);
    const request = await requestFor(env, conference);
    if (!request) return;
    const own = env.implementer('meeting.provider', conference.provider);
    const context = { env: own, http: provider.capabilities.needsCredentials ? own.http : undefined, signal };
    try {
      if (conference.state === 'cancelling') {
        if (conference.externalId && provider.cancel) await provider.cancel(context, conference.externalId, request);
        await env.model('meeting.conference').update({ id, generation }, { state: 'cancelled' });
        return;
      }
      const answer = await bring(provider, context, conference, request);
      const stored = await env.tx(async () => {
        const rows = await env
          .model('meeting.conference')
          .update(
            { id, generation, state: { notIn: ['cancelling', 'cancelled'] } },
            { state: answer.state, externalId: answer.externalId, joinUrl: answer.joinUrl, problem: null },
          );
        if (rows.length > 0 && answer.hostUrl !== undefined) await keepHostLink(env, conference.event, answer.hostUrl);
        if (rows.length > 0 && answer.state === 'ready' && answer.joinUrl !== conference.joinUrl) await tellLink(env, conference);
        return rows.length > 0;
      });
      if (!stored && provider.cancel) await provider.cancel(context, answer.externalId, request);
      if (stored && answer.state === 'pending') throw new RetryLater('the provider is still making the room');
    } catch (error) {
      await refuse(env, conference, error);
    }
  },
});

async function keepHostLink(env: MeetingsEnv, event: string, url: string): Promise<void> {
  const known = await env.model('meeting.host_link').update({ event }, { url });
  if (known.length === 0) await env.model('meeting.host_link').create({ event, url });
}

async function bring(
  provider: MeetingProvider,
  context: Parameters<MeetingProvider['create']>[0],
  conference: ConferenceRow,
  request: ConferenceRequest,
): Promise<Conference> {
  const { externalId, state } = conference;
  if (externalId === null) {
    const known = conference.attempts > 0 && provider.findByKey ? await provider.findByKey(context, request) : undefined;
    return known ?? provider.create(context, request);
  }
  if (state === 'pending' && provider.poll) return provider.poll(context, externalId, request);
  try {
    if (provider.update) return await provider.update(context, externalId, request);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'gone') throw error;
    return provider.create(context, request);
  }
  return { externalId, joinUrl: conference.joinUrl ?? '', state: 'ready' as const };
}

/** What failed decides when to try again; only a general sentence is kept on the record. */
async function refuse(env: MeetingsEnv, conference: ConferenceRow, error: unknown): Promise<never> {
  if (error instanceof RetryLater) throw error;
  await env
    .model('meeting.conference')
    .update(
      { id: conference.id, generation: conference.generation },
      { attempts: conference.attempts + 1, problem: 'The provider did not make the link yet.' },
    );
  if (error instanceof ProviderFailure) {
    env.log.warn({ provider: conference.provider, kind: error.kind, reason: error.message }, 'provider refused');
    if (error.kind === 'permanent' || error.kind === 'auth.permanent') {
      await env
        .model('meeting.conference')
        .update({ id: conference.id, generation: conference.generation, state: { notIn: ['cancelling', 'cancelled'] } }, { state: 'failed' });
      throw new GiveUp(`provider failure ${error.kind}`, { cause: error });
    }
    throw new RetryLater(`provider failure ${error.kind}`, error.retryAt);
  }
  if (error instanceof OutboundError) throw new RetryLater(error.message);
  throw error;
}
