import { z } from 'zod';
import { accountOf, type MeetingProvider, type ProviderContext, ProviderFailure, readAnswer } from '../meetings/contract.ts';
import { subscriptionAnswer } from './answers.ts';
import { call, organizerOf } from './call.ts';
import { settings } from './settings.ts';

type Wish = Parameters<NonNullable<MeetingProvider['renewSubscriptions']>>[1];

const HOUR_MS = 3_600_000;
/** Graph keeps one on a calendar for a week at most. */
const LIFE_MS = 72 * HOUR_MS;
const RENEW_BEFORE_MS = 24 * HOUR_MS;

const stateSchema = z.object({
  subscriptions: z
    .array(z.object({ id: z.string(), host: z.string(), address: z.string(), clientState: z.string(), expires: z.coerce.date<string | Date>() }))
    .default([]),
});
type Subscription = z.output<typeof stateSchema>['subscriptions'][number];

/** What stands, as it was kept; nothing where it cannot be read. */
export const subscriptionsOf = (state: unknown): Subscription[] => stateSchema.safeParse(state).data?.subscriptions ?? [];

const isGone = (error: unknown): boolean => error instanceof ProviderFailure && error.kind === 'gone';

/**
 * One subscription for each host's calendar, opened, prolonged a day before its end, and closed for hosts that are none any more. Online meetings send no news: with that
 * strategy there are none. What Graph has said to be in danger is prolonged at once, which also renews its authorization; what it has removed is opened again.
 */
export async function renewSubscriptions(context: ProviderContext, { address, state, hosts, doubted }: Wish): Promise<{ state: unknown }> {
  const { strategy, organizer } = accountOf(context, settings);
  const wanted =
    strategy === 'events' ? new Set(organizer === '' ? hosts.map(({ email }) => email.toLowerCase()) : [organizer.toLowerCase()]) : new Set<string>();
  const standing = subscriptionsOf(state);
  const kept: Subscription[] = [];
  for (const one of standing) {
    if (wanted.has(one.host) && one.address === address) {
      const renewed = await tried(context, () => renew(context, one, doubted.includes(one.id)), one);
      if (renewed) kept.push(renewed);
    } else await close(context, one);
  }
  for (const host of wanted) {
    if (kept.some((one) => one.host === host)) continue;
    const opened = await tried(context, () => open(context, host, address));
    if (opened) kept.push(opened);
  }
  return { state: { subscriptions: kept } };
}

/** What is refused for one host leaves the others alone, and is asked for again an hour later. */
async function tried<T>(context: ProviderContext, run: () => Promise<T>, instead?: T): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    context.env.log.warn({ class: error.kind, reason: error.message }, 'a calendar is not subscribed to');
    return instead;
  }
}

const ends = (context: ProviderContext): Date => new Date(context.env.now().getTime() + LIFE_MS);

async function open(context: ProviderContext, host: string, notificationUrl: string): Promise<Subscription> {
  const user = await organizerOf(context, 'subscribe', { email: host });
  const clientState = context.env.random(24);
  const body = {
    changeType: 'updated,deleted',
    notificationUrl,
    lifecycleNotificationUrl: notificationUrl,
    resource: `/users/${user}/events`,
    expirationDateTime: ends(context).toISOString(),
    clientState,
  };
  const { id, expirationDateTime } = readAnswer(
    'subscribe',
    subscriptionAnswer,
    await call(context, { doing: 'subscribe', method: 'POST', path: '/subscriptions', body }),
  );
  return { id, host, address: notificationUrl, clientState, expires: expirationDateTime };
}

/** @returns undefined where the service has forgotten it */
async function renew(context: ProviderContext, one: Subscription, doubted: boolean): Promise<Subscription | undefined> {
  if (!doubted && one.expires.getTime() - context.env.now().getTime() > RENEW_BEFORE_MS) return one;
  try {
    const body = { expirationDateTime: ends(context).toISOString() };
    const answer = await call(context, { doing: 'subscribe', method: 'PATCH', path: `/subscriptions/${encodeURIComponent(one.id)}`, body });
    return { ...one, expires: readAnswer('subscribe', subscriptionAnswer, answer).expirationDateTime };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** What cannot be closed ends by itself. */
async function close(context: ProviderContext, one: Subscription): Promise<void> {
  try {
    await call(context, { doing: 'unsubscribe', method: 'DELETE', path: `/subscriptions/${encodeURIComponent(one.id)}` });
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
  }
}
