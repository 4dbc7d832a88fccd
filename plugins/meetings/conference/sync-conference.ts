import { z } from 'zod';
import { defineJob, type Env, GiveUp, RetryLater, type Row } from '#core';
import { leaveFormer, withFormer } from './former-rooms.ts';
import type { LeftRoom } from './left-room.ts';
import { makeCall, type Target } from './make-call.ts';
import { type Moved, moveLink } from './move-link.ts';
import { nextCall } from './next-call.ts';
import { accountRow, openAccount } from './open-account.ts';
import { newOperationKey } from './operation-key.ts';
import { park } from './park-account.ts';
import type { Conference, ConferenceRequest } from './provider-contract.ts';
import { ProviderFailure } from './provider-failure.ts';
import { requestFor } from './request-for.ts';
import { MOST_POLLS, retryAfterFailure, retryAfterPoll } from './retry-schedule.ts';
import { standIn } from './stand-in.ts';
import { laneOf, leaveRoom, leftRoomOf, takeRoomAway } from './take-room-away.ts';
import { tellLink } from './tell-link.ts';
import { changedSince, toldOf } from './told.ts';

type MeetingsEnv = Env<'meetings'>;
type ConferenceRow = Row<'meetings', 'meeting.conference'>;

/** `host`: in whose lane it is. */
const payload = z.object({ conference: z.uuid(), generation: z.number().int(), host: z.string().nullable().default(null) });

/** Hands a link to its lane. While one call for it waits, no second one is written: the call reads the newest state. `now`: besides one that waits for its time. */
export const queueCall = (env: MeetingsEnv, conference: ConferenceRow, of: string | null, now = false): Promise<void> =>
  intoLane(env, conference, conference.host ?? of, now);

async function intoLane(env: MeetingsEnv, { id, generation, state, provider, account }: ConferenceRow, host: string | null, now = false): Promise<void> {
  await env.enqueue(
    syncConference,
    { conference: id, generation, host },
    { lane: laneOf(provider, account, host), key: `conference:${id}:${generation}:${state}${now ? `:${env.random(6)}` : ''}` },
  );
}

/** Does what a step of the link asks for. */
async function follow(env: MeetingsEnv, moved: Moved | undefined, request: ConferenceRequest): Promise<void> {
  if (!moved) return;
  for (const effect of moved.effects) {
    if (effect.do === 'take-away') await leaveOrKeep(env, moved, leftRoomOf(moved.before, request, effect.externalId));
    else await queueCall(env, moved.row, request.host?.id ?? null);
  }
}

/** A room that has a successor goes when that is ready. */
async function leaveOrKeep(env: MeetingsEnv, { before, row }: Moved, room: LeftRoom): Promise<void> {
  if (row.generation === before.generation) await leaveRoom(env, room);
  else await env.model('meeting.conference').update(row.id, { former: withFormer(row, room) });
}

const AGAIN_MS = 6 * 3_600_000;

/** `doubt`: an earlier try may have made a room, and the look-up has not come back. */
type Work = { conference: ConferenceRow; request: ConferenceRequest; target: Target; doubt?: boolean };

/**
 * Keeps what the provider answered. An answer that comes too late for its link is taken back. What the service does not know by then is told next.
 * @param told it was told all; `before`: what it was told before; `unknown`: nobody knows
 */
export async function keep(env: MeetingsEnv, { conference, request }: Work, answer: Conference, told: 'all' | 'before' | 'unknown'): Promise<void> {
  const { id, generation } = conference;
  const moved = await env.tx(async () => {
    const step = await moveLink(env, id, { kind: 'answered', generation, externalId: answer.externalId, state: answer.state }, (row) => ({
      joinUrl: answer.joinUrl === '' ? row.joinUrl : answer.joinUrl,
      number: answer.number ?? row.number,
      personal: answer.personal ?? row.personal,
      told: told === 'all' ? toldOf(request) : told === 'before' ? row.told : null,
      attempts: 0,
      // one that was made or found just now has not been looked at yet
      polls: answer.state === 'pending' ? row.polls + (conference.state === 'pending' ? 1 : 0) : 0,
      problem: null,
      failure: null,
      retryAt: null,
      waiting: false,
      ...(answer.state === 'ready' ? { former: null } : {}),
    }));
    if (step) await follow(env, step, request);
    else await leaveRoom(env, leftRoomOf(conference, request, answer.externalId));
    const { row, before } = step ?? {};
    if (row?.generation === generation && row.state === 'ready') await leaveFormer(env, before?.former ?? null);
    if (row?.generation === generation && conference.failure !== null) await env.discardDead(syncConference, { conference: id });
    if (row && before && row.generation === generation && row.state === 'ready' && (before.state !== 'ready' || row.joinUrl !== before.joinUrl))
      await tellLink(env, row);
    if (row?.generation === generation && row.state === 'ready' && changedSince(row.told, toldOf(request)).length > 0)
      await queueCall(env, row, request.host?.id ?? null);
    return step;
  });
  if (moved?.row.generation !== generation || moved.row.state !== 'pending') return;
  if (moved.row.polls >= MOST_POLLS) throw new ProviderFailure('permanent', 'the room did not become ready');
  throw new RetryLater('the provider is still making the room', retryAfterPoll(conference.state === 'pending' ? moved.row.polls : 0, env.now()));
}

/** A room in place of one that is gone, or that cannot become what is wanted. */
export async function makeAnew(env: MeetingsEnv, { conference, request }: Work, kind: 'gone' | 'wanted'): Promise<void> {
  const { id, generation, attempts, polls } = conference;
  // a room that is gone again counts as a look at one that is not ready; calls that failed meanwhile say nothing about it
  if (kind === 'gone' && polls >= MOST_POLLS) throw new ProviderFailure('permanent', 'rooms go as soon as they are made');
  await env.tx(async () => {
    const event = kind === 'gone' ? { kind, generation } : { kind };
    const moved = await moveLink(env, id, event, {
      operationKey: newOperationKey(env),
      joinUrl: null,
      number: null,
      personal: false,
      told: null,
      attempts: kind === 'gone' ? attempts : 0,
      polls: kind === 'gone' ? polls + 1 : 0,
      owner: null,
    });
    await follow(env, moved, request);
  });
}

async function make(env: MeetingsEnv, work: Work, lookFirst: boolean): Promise<void> {
  const { conference, request, target } = work;
  const { provider } = target;
  const { id, generation } = conference;
  const begun = await moveLink(env, id, { kind: 'begun', generation }, { owner: request.host });
  if (begun?.row.generation !== generation || begun.row.state !== 'creating') return;
  work.doubt = lookFirst;
  const known = lookFirst ? await makeCall(env, target, 'find', async (context) => provider.findByKey?.(context, request)) : undefined;
  work.doubt = false;
  if (known) await keep(env, work, known, 'unknown');
  else await keep(env, work, await makeCall(env, target, 'create', (context) => provider.create(context, request)), 'all');
}

async function takeAway(env: MeetingsEnv, { conference, request, target }: Work): Promise<void> {
  const { provider } = target;
  const of = { ...request, host: conference.owner ?? request.host };
  const found =
    conference.externalId ??
    (provider.findByKey ? (await makeCall(env, target, 'find', async (context) => provider.findByKey?.(context, of)))?.externalId : undefined);
  try {
    if (found !== undefined) await makeCall(env, target, 'cancel', async (context) => provider.cancel?.(context, found, of));
  } catch (error) {
    if (!(error instanceof ProviderFailure) || (error.kind !== 'gone' && error.kind !== 'conflict.done')) throw error;
  }
}

const removed = { kind: 'removed' as const };

async function step(env: MeetingsEnv, work: Work): Promise<void> {
  const { conference, request, target } = work;
  const { provider } = target;
  const { id, generation, externalId } = conference;
  const next = nextCall(conference, provider, changedSince(conference.told, toldOf(request)));
  if (next.call === 'create' || next.call === 'find-or-create') return make(env, work, next.call === 'find-or-create');
  if (next.call === 'cancel' || next.call === 'find-and-cancel') await takeAway(env, work);
  if (conference.state === 'cancelling') {
    await moveLink(env, id, { ...removed, generation }, { problem: null, failure: null, retryAt: null, waiting: false });
    if (conference.failure !== null) await env.discardDead(syncConference, { conference: id });
    return;
  }
  if (next.call === 'make-anew') return makeAnew(env, work, 'wanted');
  if (externalId === null || next.call === 'none') return;
  const of = provider.capabilities.perHostIdentity ? { ...request, host: conference.owner ?? request.host } : request;
  try {
    const call = next.call;
    if (call === 'poll')
      await keep(env, work, await makeCall(env, target, 'poll', async (context) => provider.poll?.(context, externalId, of) ?? lost()), 'before');
    if (call === 'update') {
      const { changed } = next;
      await keep(env, work, await makeCall(env, target, 'update', async (context) => provider.update?.(context, externalId, of, changed) ?? lost()), 'all');
    }
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'gone') throw error;
    await makeAnew(env, work, 'gone');
  }
}

const lost = (): never => {
  throw new ProviderFailure('permanent', 'the provider does not have what its capabilities say');
};

/** Brings one conference at the provider to where our record says it should be. At least once; a late answer for an older generation is taken back. */
export const syncConference = defineJob({
  name: 'meeting.sync-conference',
  payload,
  timeout: 120,
  async run(env: MeetingsEnv, { conference: id, generation, host }, { signal }) {
    const [conference] = await env.model('meeting.conference').find({ id });
    if (!conference || conference.generation !== generation || conference.state === 'cancelled') return;
    const { provider: key, account } = conference;
    const provider = env.implementations('meeting.provider').get(key);
    if (!provider) throw new RetryLater(`the provider "${key}" is not enabled`);
    if ((await accountRow(env, key, account))?.state === 'parked') {
      await env.model('meeting.conference').update({ id, generation }, { waiting: true });
      return;
    }
    const request = await requestFor(env, conference, provider);
    if (!request) return;
    // somebody else hosts it by now, and has a lane of their own
    const by = (conference.externalId === null && conference.state !== 'cancelling' ? request.host : (conference.owner ?? request.host))?.id ?? null;
    if (by !== host) return intoLane(env, conference, by);
    let work: Work | undefined;
    try {
      const context = await openAccount(env, key, provider, signal, account);
      const target = { provider, key, context, event: conference.event, generation, host: (conference.owner ?? request.host)?.email ?? '' };
      work = { conference, request, target, doubt: conference.state === 'creating' };
      await step(env, work);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      await refuse(env, conference, request, error, work?.doubt ?? conference.state === 'creating');
    }
  },
});

/** What failed decides when to try again; only a general sentence is kept on the record. */
async function refuse(env: MeetingsEnv, conference: ConferenceRow, request: ConferenceRequest, error: ProviderFailure, doubt: boolean): Promise<void> {
  const { id, generation, provider, account, attempts: attempted } = conference;
  // a token that is refused again and again is a matter of the credentials
  const refused = error.kind === 'auth.expired' && attempted > 0 ? 'auth.permanent' : error.kind;
  // what is not there when a room shall be made is no room, but the host or the calendar
  const kind = refused === 'gone' && conference.externalId === null ? 'permanent' : refused;
  const moved = await moveLink(env, id, { kind: 'refused', generation, class: kind, doubt }, (row) => {
    const attempts = row.attempts + 1;
    const late = request.end < env.now() && row.state !== 'cancelling';
    return {
      attempts,
      failure: kind,
      waiting: kind === 'auth.permanent',
      retryAt: late ? null : (retryAfterFailure({ kind, retryAt: error.retryAt }, attempts, env.now()) ?? null),
      problem: problemOf(row, kind === 'permanent' || late),
    };
  });
  const row = moved?.row;
  if (row?.generation !== generation || row.state === 'cancelled') {
    if (row?.generation === generation && kind === 'permanent') await takeAwayLater(env, conference, request);
    // whether there is a room that nobody waits for any more is looked up
    if (kind === 'unknown-outcome' || doubt) await leaveRoom(env, leftRoomOf({ ...conference, owner: request.host }, request, null));
    return;
  }
  if (kind === 'auth.permanent') await park(env, provider, account);
  if (await standIn(env, row)) return;
  if (kind === 'auth.permanent') return;
  if (row.retryAt === null) {
    if (row.state !== 'ready')
      await env.model('meeting.conference').update({ id, generation }, { state: row.state === 'cancelling' ? 'cancelling' : 'failed' });
    throw new GiveUp(`provider failure ${kind}`, { cause: error });
  }
  throw new RetryLater(`provider failure ${kind}`, row.retryAt);
}

/** A removal that was refused for good is tried once more, some hours later; refused again it is a dead letter, which the health list shows. */
async function takeAwayLater(env: MeetingsEnv, conference: ConferenceRow, request: ConferenceRequest): Promise<void> {
  const { provider, account, owner, externalId } = conference;
  const runAt = new Date(env.now().getTime() + AGAIN_MS);
  await env.enqueue(takeRoomAway, leftRoomOf(conference, request, externalId), { lane: laneOf(provider, account, owner?.id ?? null), runAt });
}

/** `last`: it is not tried again by itself. */
const problemOf = ({ state }: ConferenceRow, last: boolean): string =>
  state === 'cancelling'
    ? 'The provider has not removed the room yet.'
    : state === 'ready'
      ? 'The provider does not know the last change yet.'
      : last
        ? 'The provider did not make the link.'
        : 'The provider did not make the link yet.';
