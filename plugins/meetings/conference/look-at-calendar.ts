import { z } from 'zod';
import { defineJob, type Env, RetryLater } from '#core';
import { checkConference } from './check-conference.ts';
import { makeCall } from './make-call.ts';
import { accountRow, openAccount } from './open-account.ts';
import { park } from './park-account.ts';
import { ProviderFailure } from './provider-failure.ts';
import { retryAfterFailure } from './retry-schedule.ts';
import { laneOf } from './take-room-away.ts';

type MeetingsEnv = Env<'meetings'>;

const DAY_MS = 86_400_000;
/** Services tell of each change, ours too: what comes within a minute is one look. */
const PAUSE_MS = 60_000;
const MOST_TRIES = 4;
const MOST_ROOMS = 10_000;

/** `host`: an e-mail address in small letters; null: one calendar holds the rooms of all hosts. */
const payload = z.object({ provider: z.string(), account: z.uuid().nullable(), host: z.string().nullable() });

/** Something in these calendars has changed, and the service does not say what. */
export async function queueLooks(env: MeetingsEnv, provider: string, account: string | null, hosts: readonly (string | null)[]): Promise<void> {
  for (const host of new Set(hosts))
    await env.enqueue(
      lookAtCalendar,
      { provider, account, host },
      { key: `calendar:${provider}:${account ?? 'main'}:${host ?? '*'}`, runAt: new Date(env.now().getTime() + PAUSE_MS) },
    );
}

/** Compares the rooms of one calendar with our links, in one call; rooms that are missing or have another link are looked at by themselves. */
export const lookAtCalendar = defineJob({
  name: 'meeting.look-at-calendar',
  payload,
  timeout: 120,
  async run(env: MeetingsEnv, { provider: key, account, host }, { signal, attempt }) {
    const provider = env.implementations('meeting.provider').get(key);
    if (!provider?.list || (await accountRow(env, key, account))?.state === 'parked') return;
    const from = env.now();
    const to = new Date(from.getTime() + 800 * DAY_MS);
    const ours = await env
      .model('meeting.conference')
      .find(
        { provider: key, account, state: 'ready', event: { where: { state: 'confirmed', start: { gt: from, lt: to } } } },
        { order: [], limit: MOST_ROOMS },
      );
    const standing = ours.filter(({ owner, externalId }) => externalId !== null && (host === null || owner?.email.toLowerCase() === host));
    const [first] = standing;
    if (!first) return;
    try {
      const context = await openAccount(env, key, provider, signal, account);
      const target = { provider, key, context, event: null, generation: null, host: first.owner?.email ?? '' };
      const rooms = await makeCall(env, target, 'look', async (call) => provider.list?.(call, { from, to, host: first.owner }) ?? []);
      const there = new Map(rooms.map((room) => [room.externalId, room]));
      const strange = standing.filter(({ externalId, joinUrl }) => {
        const room = there.get(externalId ?? '');
        return !room || (room.joinUrl !== undefined && room.joinUrl !== joinUrl);
      });
      for (const { id, generation, owner } of strange)
        await env.enqueue(checkConference, { conference: id, generation }, { lane: laneOf(key, account, owner?.id ?? null), key: `check:${id}:${generation}` });
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      if (error.kind === 'auth.permanent') return park(env, key, account);
      const at = attempt < MOST_TRIES ? retryAfterFailure(error, attempt, env.now()) : undefined;
      if (at) throw new RetryLater(`provider failure ${error.kind}`, at);
    }
  },
});
