import { z } from 'zod';
import { accountOf, type MeetingProvider, type ProviderContext, ProviderFailure, readAnswer } from '../meetings/contract.ts';
import { call, organizerOf } from './call.ts';
import { settings } from './settings.ts';

type Wish = Parameters<NonNullable<MeetingProvider['renewSubscriptions']>>[1];

const HOUR_MS = 3_600_000;
/** Google keeps a channel on a calendar for a week at most, and never prolongs one. */
const LIFE_MS = 7 * 24 * HOUR_MS;
const NEXT_BEFORE_MS = 24 * HOUR_MS;

const stateSchema = z.object({
  channels: z
    .array(
      z.object({
        id: z.string(),
        resource: z.string(),
        /** Whose calendar it watches. */
        subject: z.string(),
        address: z.string(),
        token: z.string(),
        expires: z.coerce.date<string | Date>(),
      }),
    )
    .default([]),
});
type Channel = z.output<typeof stateSchema>['channels'][number];

const channelAnswer = z.object({ id: z.string().min(1), resourceId: z.string().min(1), expiration: z.coerce.number() });

/** What stands, as it was kept; nothing where it cannot be read. */
export const channelsOf = (state: unknown): Channel[] => stateSchema.safeParse(state).data?.channels ?? [];

/**
 * One channel for each calendar in which rooms stand. A day before its end the next one is opened, then the former is closed; those of hosts who are none any more are
 * closed. What is refused for one host leaves the others alone, and is asked for again an hour later.
 */
export async function renewChannels(context: ProviderContext, { address, state, hosts }: Wish): Promise<{ state: unknown }> {
  const { apiUrl } = accountOf(context, settings);
  // Google sends nothing to an address without TLS
  if (!address.startsWith('https:') && apiUrl.startsWith('https:')) return { state: { channels: channelsOf(state) } };
  const wanted = new Set(hosts.map((host) => organizerOf(context, 'watch', host)));
  const soon = context.env.now().getTime() + NEXT_BEFORE_MS;
  const standing = channelsOf(state);
  const good = standing.filter((one) => wanted.has(one.subject) && one.address === address && one.expires.getTime() > soon);
  const kept = [...good];
  for (const subject of wanted) {
    if (good.some((one) => one.subject === subject)) continue;
    const opened = await tried(context, () => open(context, subject, address));
    const former = standing.filter((one) => one.subject === subject && one.expires > context.env.now());
    if (!opened) kept.push(...former);
    else {
      kept.push(opened);
      for (const one of former) await close(context, one);
    }
  }
  for (const one of standing) if (!wanted.has(one.subject)) await close(context, one);
  return { state: { channels: kept } };
}

async function tried<T>(context: ProviderContext, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    context.env.log.warn({ class: error.kind, reason: error.message }, 'a calendar is not watched');
    return undefined;
  }
}

async function open(context: ProviderContext, subject: string, address: string): Promise<Channel> {
  const { env } = context;
  const token = env.random(24);
  const body = { id: env.random(24), type: 'web_hook', address, token, expiration: String(env.now().getTime() + LIFE_MS) };
  const path = '/calendar/v3/calendars/primary/events/watch';
  const { id, resourceId, expiration } = readAnswer('watch', channelAnswer, await call(context, subject, { doing: 'watch', method: 'POST', path, body }));
  return { id, resource: resourceId, subject, address, token, expires: new Date(expiration) };
}

/** What cannot be closed ends by itself. */
async function close(context: ProviderContext, { id, resource, subject }: Channel): Promise<void> {
  const body = { id, resourceId: resource };
  await tried(context, () => call(context, subject, { doing: 'unwatch', method: 'POST', path: '/calendar/v3/channels/stop', body }));
}
