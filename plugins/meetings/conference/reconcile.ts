import { defineAction, type Env } from '#core';
import { checkConference, findLostRooms } from './check-conference.ts';
import { endConference } from './end-conference.ts';
import { startConference } from './start-conference.ts';
import { queueCall } from './sync-conference.ts';
import { laneOf } from './take-room-away.ts';
import { tellLink } from './tell-link.ts';

type MeetingsEnv = Env<'meetings'>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const BATCH = 500;
/** Behind whatever somebody waits for. */
const LOW = 200;

/**
 * Compares our records with themselves and with the providers: links that nobody works on go on, meetings without a link get one, rooms that are gone are made anew, rooms of
 * ours that no meeting knows are removed. What needs a call is handed to the lanes.
 */
export const reconcileConferences = defineAction({
  name: 'meetings.reconcile-conferences',
  title: 'Compare join links with the providers',
  expression: '20 */6 * * *',
  catchUp: 'one',
  timeout: 900,
  run: async (env: MeetingsEnv, { signal }) => {
    let count = 0;
    for (const part of [goOn, startMissing, endSurplus, lookAtRooms, lookForLost]) if (!signal.aborted) count += await part(env, signal);
    await sweep(env);
    return { count };
  },
});

/** Links that should be on their way and are not: a job was lost with its database, or is a dead letter. */
async function goOn(env: MeetingsEnv): Promise<number> {
  const before = new Date(env.now().getTime() - 10 * MINUTE_MS);
  const stuck = await env
    .model('meeting.conference')
    .find(
      { state: { in: ['queued', 'creating', 'pending', 'cancelling'] }, waiting: false, updatedAt: { lt: before } },
      { order: ['updatedAt'], limit: BATCH },
    );
  for (const conference of stuck) await queueCall(env, conference, conference.owner?.id ?? null);
  return stuck.length;
}

/** Confirmed meetings to come, with a virtual room and without a link that lives. */
async function startMissing(env: MeetingsEnv, signal: AbortSignal): Promise<number> {
  let count = 0;
  let after: Parameters<ReturnType<MeetingsEnv['model']>['page']>[1]['after'];
  do {
    const page = await env
      .model('meeting.event')
      .page({ state: 'confirmed', end: { gt: env.now() }, virtualRoom: { ne: null } }, { fields: ['state'], order: ['start'], limit: BATCH, after });
    const ids = page.rows.map(({ id }) => id);
    const live = await env.model('meeting.conference').pick({ event: { in: ids }, state: { ne: 'cancelled' } }, ['event'], { order: [] });
    const known = new Set(live.map(({ event }) => event));
    for (const id of ids.filter((one) => !known.has(one))) count += await startOne(env, id);
    after = page.next;
  } while (after && !signal.aborted);
  return count;
}

const startOne = (env: MeetingsEnv, id: string): Promise<number> =>
  env.tx(async () => {
    const [event] = await env.model('meeting.event').lock({ id, state: 'confirmed' });
    if (!event || (await env.model('meeting.conference').count({ event: id, state: { ne: 'cancelled' } })) > 0) return 0;
    const started = await startConference(env, event);
    if (started?.conference.state === 'ready') await tellLink(env, started.conference);
    return started ? 1 : 0;
  });

/** Links of meetings that are off. */
async function endSurplus(env: MeetingsEnv): Promise<number> {
  const links = await env
    .model('meeting.conference')
    .pick({ state: { notIn: ['cancelled', 'cancelling'] }, event: { where: { state: { in: ['cancelled', 'draft'] } } } }, ['event'], { limit: BATCH });
  for (const { event } of links) await env.tx(() => endConference(env, event));
  return links.length;
}

/** Rooms of meetings to come, each looked at in its lane. */
async function lookAtRooms(env: MeetingsEnv, signal: AbortSignal): Promise<number> {
  const looking = [...env.implementations('meeting.provider')].flatMap(([key, { capabilities }]) => (capabilities.create === 'derived' ? [] : [key]));
  if (looking.length === 0) return 0;
  let count = 0;
  let after: Parameters<ReturnType<MeetingsEnv['model']>['page']>[1]['after'];
  do {
    const page = await env
      .model('meeting.conference')
      .page(
        { provider: { in: looking }, state: 'ready', event: { where: { state: 'confirmed', end: { gt: env.now() } } } },
        { fields: ['generation', 'provider', 'account', 'owner'], order: ['createdAt'], limit: BATCH, after },
      );
    for (const { id, generation, provider, account, owner } of page.rows)
      await env.enqueue(
        checkConference,
        { conference: id, generation },
        { lane: laneOf(provider, account, owner?.id ?? null), key: `check:${id}:${generation}`, priority: LOW },
      );
    count += page.rows.length;
    after = page.next;
  } while (after && !signal.aborted);
  return count;
}

/** For everybody in whose name rooms were made lately: what stands there with a key of ours and belongs to nothing. */
async function lookForLost(env: MeetingsEnv): Promise<number> {
  const listing = [...env.implementations('meeting.provider')].flatMap(([key, { list }]) => (list ? [key] : []));
  if (listing.length === 0) return 0;
  const since = new Date(env.now().getTime() - 90 * DAY_MS);
  const links = await env
    .model('meeting.conference')
    .pick({ provider: { in: listing }, owner: { ne: null }, updatedAt: { gt: since } }, ['provider', 'account', 'owner'], {
      order: ['-updatedAt'],
      limit: 20_000,
    });
  const places = new Map(
    [...links.map(({ provider, account, owner }) => ({ provider, account, host: owner })), ...(await hostsOf(env, listing, since))].map((place) => [
      `${place.provider} ${place.account} ${place.host?.email}`,
      place,
    ]),
  );
  for (const [place, { provider, account, host }] of places)
    await env.enqueue(findLostRooms, { provider, account, host }, { lane: laneOf(provider, account, host?.id ?? null), key: `lost:${place}`, priority: LOW });
  return 0;
}

/** Whoever hosted a meeting lately in a virtual room of these providers, also where its record is gone. */
async function hostsOf(
  env: MeetingsEnv,
  providers: readonly string[],
  since: Date,
): Promise<{ provider: string; account: string | null; host: { id: string; email: string; name: string } | null }[]> {
  const rooms = await env.model('meeting.virtual_room').find({ provider: { in: providers } });
  const found = await env.model('meeting.event').group({ virtualRoom: { in: rooms.map(({ id }) => id) }, updatedAt: { gt: since } }, ['virtualRoom', 'host']);
  const ids = [...new Set([...found.map(({ host }) => host), ...rooms.flatMap(({ host }) => host ?? [])])];
  const people = new Map((await env.service('base').people({ ids })).map(({ id, email, name }) => [id, { id, email, name }]));
  return rooms.flatMap(({ id, provider, account, host }) =>
    [...found.filter(({ virtualRoom }) => virtualRoom === id).map((one) => one.host), ...(host === null ? [] : [host])].flatMap((one) => {
      const person = people.get(one);
      return person ? [{ provider, account, host: person }] : [];
    }),
  );
}

/** Time lines of last quarter, counters, and news that came a week ago. */
async function sweep(env: MeetingsEnv): Promise<void> {
  const ago = (days: number): Date => new Date(env.now().getTime() - days * DAY_MS);
  await env.model('meeting.provider_call').delete({ at: { lt: ago(90) } });
  await env.model('meeting.provider_use').delete({ window: { lt: ago(90) } });
  await env.model('meeting.provider_news').delete({ doneAt: { lt: ago(7) } });
}
