import { z } from 'zod';
import { accountOf, type ProviderContext, type WebhookAnswer, type WebhookItem, type WebhookRequest } from '../meetings/contract.ts';
import { meetingId, summaryAnswer } from './answers.ts';
import { settings } from './settings.ts';
import { readSummary } from './summary.ts';
import { isFromZoom, urlValidation } from './webhook-signature.ts';

const challenge = z.object({ event: z.literal('endpoint.url_validation'), payload: z.object({ plainToken: z.string().min(1).max(200) }) });

/** The id of the meeting is `id`, or `meeting_id` with summaries. */
const news = z.object({
  event: z.string(),
  event_ts: z.number(),
  payload: z.object({
    object: summaryAnswer.extend({ id: meetingId.optional(), meeting_id: meetingId.optional(), uuid: z.string().default('') }),
  }),
});

const changes = new Set(['meeting.updated', 'meeting.deleted', 'meeting.permanently_deleted', 'meeting.recovered']);

function itemOf({ event, event_ts, payload: { object } }: z.output<typeof news>, now: Date): WebhookItem | undefined {
  const externalId = object.id ?? object.meeting_id;
  if (externalId === undefined) return undefined;
  const uuid = object.uuid === '' ? object.meeting_uuid : object.uuid;
  // events have no id of their own
  const key = `${event} ${event_ts} ${uuid === '' ? externalId : uuid}`;
  if (changes.has(event)) return { key, externalId, kind: 'changed' };
  if (event !== 'meeting.summary_completed') return undefined;
  const summary = readSummary(uuid, object, now);
  return { key, externalId, kind: 'summary', ...(summary ? { summary } : {}) };
}

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Signature first, over the bytes as they came; then the challenge or the news. */
export async function handleWebhook(context: ProviderContext, { method, headers, bytes }: WebhookRequest): Promise<WebhookAnswer> {
  const { webhookSecret: secret } = accountOf(context, settings);
  const now = context.env.now();
  const signature = headers.get('x-zm-signature') ?? undefined;
  const timestamp = headers.get('x-zm-request-timestamp') ?? undefined;
  if (method !== 'POST' || !isFromZoom({ secret, bytes, signature, timestamp, now })) return { status: 401, items: [] };
  const value = parsed(bytes);
  const asked = challenge.safeParse(value);
  if (asked.success)
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(urlValidation(secret, asked.data.payload.plainToken)),
      items: [],
    };
  const told = news.safeParse(value);
  const item = told.success ? itemOf(told.data, now) : undefined;
  return { status: 200, items: item ? [item] : [] };
}
