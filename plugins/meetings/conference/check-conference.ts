import { z } from 'zod';
import { defineJob, type Env, RetryLater } from '#core';
import { waitingKeys } from './former-rooms.ts';
import { makeCall } from './make-call.ts';
import { accountRow, openAccount } from './open-account.ts';
import { isOwnKey } from './operation-key.ts';
import { park } from './park-account.ts';
import { ProviderFailure } from './provider-failure.ts';
import { requestFor } from './request-for.ts';
import { retryAfterFailure } from './retry-schedule.ts';
import { keep, makeAnew, queueCall } from './sync-conference.ts';
import { leaveRoom } from './take-room-away.ts';
import { changedSince, ownerSchema, toldOf } from './told.ts';

type MeetingsEnv = Env<'meetings'>;

const DAY_MS = 86_400_000;
const MOST_TRIES = 4;

/** What cannot be looked at now is looked at a few times more, and then by the next reconciliation. */
async function later(env: MeetingsEnv, { provider, account }: { provider: string; account: string | null }, error: unknown, attempt: number): Promise<void> {
  if (!(error instanceof ProviderFailure)) throw error;
  if (error.kind === 'auth.permanent') return park(env, provider, account);
  const at = attempt < MOST_TRIES ? retryAfterFailure(error, attempt, env.now()) : undefined;
  if (at) throw new RetryLater(`provider failure ${error.kind}`, at);
}

/** Looks at one room: gone, and another is made; with another link, and everybody is told. What it was not told of is told. */
export const checkConference = defineJob({
  name: 'meeting.check-conference',
  payload: z.object({ conference: z.uuid(), generation: z.number().int() }),
  async run(env: MeetingsEnv, { conference: id, generation }, { signal, attempt }) {
    const [conference] = await env.model('meeting.conference').find({ id, generation, state: 'ready' });
    const provider = conference && env.implementations('meeting.provider').get(conference.provider);
    if (!conference?.externalId || !provider) return;
    if ((await accountRow(env, conference.provider, conference.account))?.state === 'parked') return;
    const request = await requestFor(env, conference, provider);
    if (!request) return;
    const of = { ...request, host: conference.owner ?? request.host };
    const { externalId } = conference;
    try {
      const context = await openAccount(env, conference.provider, provider, signal, conference.account);
      const target = { provider, key: conference.provider, context, event: conference.event, generation, host: of.host?.email ?? '' };
      if (changedSince(conference.told, toldOf(request)).length > 0) await queueCall(env, conference, of.host?.id ?? null);
      if (!provider.look) return;
      const found = await makeCall(env, target, 'look', async (call) => provider.look?.(call, externalId, of));
      if (!found) await makeAnew(env, { conference, request, target }, 'gone');
      else if (found.state === 'ready' && found.joinUrl !== conference.joinUrl) await keep(env, { conference, request, target }, found, 'before');
    } catch (error) {
      await later(env, conference, error, attempt);
    }
  },
});

/** Removes rooms of one host that carry a key of ours and that no link knows. Rooms of others, and of other installations, stay. */
export const findLostRooms = defineJob({
  name: 'meeting.find-lost-rooms',
  payload: z.object({ provider: z.string(), account: z.string().nullable(), host: ownerSchema.nullable() }),
  timeout: 300,
  async run(env: MeetingsEnv, { provider: key, account, host }, { signal, attempt }) {
    const provider = env.implementations('meeting.provider').get(key);
    if (!provider?.list || (await accountRow(env, key, account))?.state === 'parked') return;
    const now = env.now().getTime();
    try {
      const context = await openAccount(env, key, provider, signal, account);
      const period = { from: new Date(now - DAY_MS), to: new Date(now + 800 * DAY_MS), host };
      const rooms = await makeCall(
        env,
        { provider, key, context, event: null, generation: null, host: host?.email ?? '' },
        'look',
        async (call) => provider.list?.(call, period) ?? [],
      );
      const own = rooms.flatMap(({ operationKey, ...room }) => (operationKey !== undefined && isOwnKey(env, operationKey) ? [{ ...room, operationKey }] : []));
      if (own.length === 0) return;
      const known = await env
        .model('meeting.conference')
        .pick(
          { provider: key, operationKey: { in: own.map(({ operationKey }) => operationKey) }, state: { ne: 'cancelled' } },
          ['operationKey', 'externalId'],
          { order: [] },
        );
      const live = new Map(known.map(({ operationKey, externalId }) => [operationKey, externalId]));
      // of one generation there may be two, where an answer was lost: the one that the link names stays
      const waiting = await waitingKeys(env);
      const lost = own.filter(
        ({ operationKey, externalId }) => !waiting.has(operationKey) && (!live.has(operationKey) || (live.get(operationKey) ?? externalId) !== externalId),
      );
      for (const { externalId, operationKey, start } of lost) {
        const at = start ?? env.now();
        await leaveRoom(env, { provider: key, account, externalId, operationKey, subject: '', start: at, end: at, timeZone: 'UTC', host, options: {} });
      }
      if (lost.length > 0) env.log.warn({ provider: key, count: lost.length }, 'rooms of ours that no meeting knows are removed');
    } catch (error) {
      await later(env, { provider: key, account }, error, attempt);
    }
  },
});
