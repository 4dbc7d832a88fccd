import { defineJob, type Env, GiveUp, RetryLater, type Row } from '#core';
import { type LeftRoom, leftRoom } from './left-room.ts';
import { makeCall } from './make-call.ts';
import { accountRow, openAccount } from './open-account.ts';
import { ProviderFailure } from './provider-failure.ts';
import { retryAfterFailure } from './retry-schedule.ts';

const HOUR_MS = 3_600_000;
const MOST_TRIES = 30;

/** One lane for each host of an account: services allow one call at a time on one calendar. */
export const laneOf = (provider: string, account: string | null, host: string | null): string =>
  `conference:${provider}:${account ?? 'main'}:${host ?? 'none'}`;

/** Takes a room away that no record knows any more. */
export const takeRoomAway = defineJob({
  name: 'meeting.take-room-away',
  payload: leftRoom,
  timeout: 90,
  async run(env: Env<'meetings'>, { event, generation, provider: key, account, externalId, ...rest }, { signal, attempt }) {
    const provider = env.implementations('meeting.provider').get(key);
    if (!provider) throw new RetryLater(`the provider "${key}" is not enabled`);
    if (!provider.cancel) return;
    if ((await accountRow(env, key, account))?.state === 'parked') throw new RetryLater('the account is parked', new Date(env.now().getTime() + HOUR_MS));
    const request = { ...rest, description: '' };
    try {
      const context = await openAccount(env, key, provider, signal, account);
      const target = { provider, key, context, event, generation, host: request.host?.email ?? '' };
      const id =
        externalId ??
        (provider.findByKey ? (await makeCall(env, target, 'find', async (context) => provider.findByKey?.(context, request)))?.externalId : undefined);
      if (id !== undefined) await makeCall(env, target, 'cancel', async (context) => provider.cancel?.(context, id, request));
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      if (error.kind === 'gone' || error.kind === 'conflict.done') return;
      const at = error.kind === 'auth.permanent' ? new Date(env.now().getTime() + HOUR_MS) : retryAfterFailure(error, attempt, env.now());
      if (!at || attempt >= MOST_TRIES) throw new GiveUp(`provider failure ${error.kind}`, { cause: error });
      throw new RetryLater(`provider failure ${error.kind}`, at);
    }
  },
});

export const leaveRoom = (env: Env<'meetings'>, room: LeftRoom): Promise<void> =>
  env.enqueue(takeRoomAway, room, { lane: laneOf(room.provider, room.account ?? null, room.host?.id ?? null) });

/** What is known of a room from our own records, for taking it away at the account that made it. */
export function leftRoomOf(
  conference: Row<'meetings', 'meeting.conference'>,
  { subject, start, end, timeZone }: Pick<Row<'meetings', 'meeting.event'>, 'subject' | 'start' | 'end' | 'timeZone'>,
  externalId: string | null,
): LeftRoom {
  const { event, generation, provider, account, operationKey, owner } = conference;
  return { event, generation, provider, account, externalId, operationKey, subject, start, end, timeZone, host: owner, options: {} };
}

/** … if its provider can take it away, or look for it. */
export function removableRoomOf(
  env: Env<'meetings'>,
  conference: Row<'meetings', 'meeting.conference'>,
  event: Row<'meetings', 'meeting.event'>,
  externalId: string | null,
): LeftRoom | undefined {
  const provider = env.implementations('meeting.provider').get(conference.provider);
  return provider?.cancel && (externalId !== null || provider.findByKey) ? leftRoomOf(conference, event, externalId) : undefined;
}
