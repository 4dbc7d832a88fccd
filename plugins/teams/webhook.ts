import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ProviderContext, WebhookAnswer, WebhookItem, WebhookRequest } from '../meetings/contract.ts';
import { subscriptionsOf } from './subscriptions.ts';

const LONGEST_CHALLENGE = 2_000;
const MINUTE_MS = 60_000;

const notification = z.object({
  subscriptionId: z.string(),
  clientState: z.string().nullish(),
  changeType: z.string(),
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
 * secret of its subscription; the others are dropped.
 */
export async function handleWebhook({ env }: ProviderContext, { method, query, bytes, state }: WebhookRequest): Promise<WebhookAnswer> {
  const challenge = query.get('validationToken');
  if (challenge !== null) {
    if (method !== 'POST' || challenge.length > LONGEST_CHALLENGE) return { status: 400, items: [] };
    return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }, body: challenge, items: [] };
  }
  const read = notifications.safeParse(parsed(bytes));
  if (method !== 'POST' || !read.success) return { status: 400, items: [] };
  const standing = subscriptionsOf(state);
  const minute = Math.floor(env.now().getTime() / MINUTE_MS);
  const items = read.data.value.flatMap(({ subscriptionId, clientState, changeType, resourceData }): WebhookItem[] => {
    const subscription = standing.find(({ id }) => id === subscriptionId);
    const genuine = timingSafeEqual(digest(clientState ?? ''), digest(subscription?.clientState ?? 'no such subscription'));
    if (!genuine || !subscription || !resourceData) return [];
    const { id, '@odata.etag': etag } = resourceData;
    // one state of one event; a deleted one has no state any more, and one without a name is told by the minute
    return [{ key: `${changeType} ${digest(id).toString('base64url')} ${etag ?? (changeType === 'deleted' ? '' : minute)}`, externalId: id, kind: 'changed' }];
  });
  return items.length > 0 || read.data.value.length === 0 ? { status: 202, items } : { status: 403, items: [] };
}
