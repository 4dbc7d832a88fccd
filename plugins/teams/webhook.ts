import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { accountOf, type ProviderContext, type WebhookAnswer, type WebhookItem, type WebhookRequest } from '../meetings/contract.ts';
import { settings } from './settings.ts';
import { subscriptionsOf } from './subscriptions.ts';

const LONGEST_CHALLENGE = 2_000;
const MINUTE_MS = 60_000;

const notification = z.object({
  subscriptionId: z.string(),
  clientState: z.string().nullish(),
  changeType: z.string().nullish(),
  /** Of the subscription itself: `reauthorizationRequired`, `subscriptionRemoved` or `missed`. */
  lifecycleEvent: z.string().nullish(),
  resourceData: z.object({ id: z.string().min(1), '@odata.etag': z.string().nullish() }).nullish(),
});
const notifications = z.object({ value: z.array(notification).max(2_000) });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
};

/**
 * The challenge first, before anything is parsed: echoed as plain text, which no browser takes for anything else. Then the notifications, of which each must carry the
 * secret of its subscription; the others are dropped. What Graph says of a subscription itself (authorization ends, removed, notifications missed) makes us compare the calendar,
 * and prolong or open the subscription at once.
 */
export async function handleWebhook(context: ProviderContext, { method, query, bytes, state }: WebhookRequest): Promise<WebhookAnswer> {
  const challenge = query.get('validationToken');
  if (challenge !== null) {
    if (method !== 'POST' || challenge.length > LONGEST_CHALLENGE) return { status: 400, items: [] };
    return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }, body: challenge, items: [] };
  }
  const read = notifications.safeParse(parsed(bytes));
  if (method !== 'POST' || !read.success) return { status: 400, items: [] };
  const standing = subscriptionsOf(state);
  const minute = Math.floor(context.env.now().getTime() / MINUTE_MS);
  const genuine = read.data.value.flatMap((one) => {
    const subscription = standing.find(({ id }) => id === one.subscriptionId);
    const known = timingSafeEqual(digest(one.clientState ?? ''), digest(subscription?.clientState ?? 'no such subscription'));
    return known && subscription ? [{ ...one, subscription }] : [];
  });
  if (genuine.length === 0) return { status: read.data.value.length === 0 ? 202 : 403, items: [] };
  const items = genuine.flatMap(({ changeType, resourceData }): WebhookItem[] => {
    if (!resourceData) return [];
    const { id, '@odata.etag': etag } = resourceData;
    // one state of one event; a deleted one has no state any more, and one without a name is told by the minute
    return [{ key: `${changeType} ${digest(id).toString('base64url')} ${etag ?? (changeType === 'deleted' ? '' : minute)}`, externalId: id, kind: 'changed' }];
  });
  const { organizer } = accountOf(context, settings);
  const calendars = genuine.flatMap(({ lifecycleEvent, subscription }) => (lifecycleEvent ? [organizer === '' ? subscription.host : null] : []));
  const doubted = genuine.flatMap(({ lifecycleEvent, subscription }) => (lifecycleEvent && lifecycleEvent !== 'missed' ? [subscription.id] : []));
  return { status: 202, items, ...(calendars.length > 0 ? { calendars } : {}), ...(doubted.length > 0 ? { doubted } : {}) };
}
