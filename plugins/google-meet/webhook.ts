import { createHash, timingSafeEqual } from 'node:crypto';
import { accountOf, type ProviderContext, type WebhookAnswer, type WebhookRequest } from '../meetings/contract.ts';
import { channelsOf } from './channels.ts';
import { settings } from './settings.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** Both sides are hashed first, so that neither length nor content shows in the time that it takes. */
const same = (one: string | null, other: string): boolean => timingSafeEqual(digest(one ?? ''), digest(other));

/**
 * Google says all in headers: the channel, its token, and that something in the calendar has changed, not what. The first call of a channel says `sync` and that it stands.
 * A number of the message is there too; since a call only makes us look, the same one twice is harmless.
 */
export async function handleWebhook(context: ProviderContext, { method, headers, state }: WebhookRequest): Promise<WebhookAnswer> {
  const channel = channelsOf(state).find(({ id }) => id === headers.get('x-goog-channel-id'));
  const genuine = same(headers.get('x-goog-channel-token'), channel?.token ?? 'no such channel');
  if (method !== 'POST' || !genuine || !channel || headers.get('x-goog-resource-id') !== channel.resource) return { status: 403, items: [] };
  const said = headers.get('x-goog-resource-state');
  if (said !== 'exists' && said !== 'not_exists') return { status: 200, items: [] };
  const { organizer } = accountOf(context, settings);
  return { status: 200, items: [], calendars: [organizer === '' ? channel.subject : null] };
}
