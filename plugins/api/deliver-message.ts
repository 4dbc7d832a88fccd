import { z } from 'zod';
import { defineJob, type Env, OutboundError, RetryLater, type Row } from '#core';
import { type ApiModel, apiModel } from './api-model.ts';
import { type ApiRow, recordsOf } from './records.ts';
import { rowJson } from './row-json.ts';
import { apiSettings } from './settings.ts';
import { stopWebhook } from './stop-webhook.ts';
import { readHeaders } from './webhook-form.ts';
import { signMessage } from './webhook-secret.ts';

/** With the pauses between them about nineteen hours. */
const MOST_TRIES = 9;
const TIMEOUT_MS = 10_000;
const LONGEST_BODY = 100_000;

/** One message after the other for each webhook, so that a slow receiver holds up nobody else. */
export const laneOf = (webhook: string): string => `webhook:${webhook}`;

type Webhook = Row<'api', 'api.webhook'>;
type Delivery = Row<'api', 'api.delivery'>;

/** What is sent, or undefined where the owner may not read the record (any more). */
async function bodyOf(env: Env<'api'>, webhook: Webhook, delivery: Delivery): Promise<string | undefined> {
  const { event, record, happenedAt } = delivery;
  const message = (data: object): string => JSON.stringify({ type: event, timestamp: happenedAt.toISOString(), data });
  if (record === null) return message({ test: true });
  const model = event.slice(0, event.lastIndexOf('.'));
  if (event.endsWith('.deleted')) return message({ model, id: record });
  const person = await env.service('base').personPrincipal({ person: webhook.owner });
  if (!person) return undefined;
  const as = env.actAs(person.principal);
  let api: ApiModel;
  try {
    api = apiModel(as, model);
  } catch {
    return undefined;
  }
  if (!api.can.read) return undefined;
  const [row]: ApiRow[] = await recordsOf(as, model).pick({ id: record }, webhook.withRecord ? api.shown : ['id']);
  if (!row) return undefined;
  const whole = message({ model, id: record, ...(webhook.withRecord ? { record: rowJson(api, row, api.shown) } : {}) });
  return whole.length <= LONGEST_BODY ? whole : message({ model, id: record });
}

/** @returns what went wrong, in a word that tells nobody about our network; nothing where it arrived. */
async function send(
  env: Env<'api'>,
  webhook: Webhook,
  delivery: Delivery,
  body: string,
): Promise<{ status: number | null; duration: number; error: string | null }> {
  const reveal = async (field: string): Promise<string> => (await env.secrets.reveal('api.webhook', webhook.id, field)) ?? '';
  const former = webhook.formerUntil && webhook.formerUntil > env.now() ? await reveal('formerSecret') : '';
  const secrets = [await reveal('secret'), former].filter((secret) => secret !== '');
  const id = `msg_${delivery.id}`;
  const timestamp = Math.floor(env.now().getTime() / 1_000);
  const started = performance.now();
  const took = (): number => Math.round(performance.now() - started);
  try {
    const { status } = await env.http.request({
      method: 'POST',
      url: webhook.url,
      headers: {
        ...readHeaders(await reveal('headers')),
        'content-type': 'application/json',
        'user-agent': 'Atrium-Webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signMessage(secrets, { id, timestamp, body }),
      },
      body,
      timeout: TIMEOUT_MS,
    });
    // A redirect is not followed: it could lead anywhere.
    return { status, duration: took(), error: status >= 200 && status < 300 ? null : status >= 300 && status < 400 ? 'redirect' : `status ${status}` };
  } catch (error) {
    return { status: null, duration: took(), error: error instanceof OutboundError ? error.reason : 'unknown' };
  }
}

/** Sends one message, and says how it went; what failed is tried again with growing pauses, and a webhook that loses message after message is stopped. */
export const deliverMessage = defineJob({
  name: 'api.deliver-message',
  payload: z.object({ delivery: z.uuid() }),
  timeout: 60,
  async run(env: Env<'api'>, { delivery: id }) {
    const deliveries = env.model('api.delivery');
    const [delivery] = await deliveries.find({ id, state: 'pending' });
    if (!delivery) return;
    const webhook = await env.model('api.webhook').get(delivery.webhook);
    const body = webhook.active || delivery.record === null ? await bodyOf(env, webhook, delivery) : undefined;
    if (body === undefined) {
      await deliveries.update(id, { state: 'skipped', triedAt: env.now() });
      return;
    }
    const { status, duration, error } = await send(env, webhook, delivery, body);
    // Nothing was sent while the way to a failing host is closed for a moment: that is no try.
    if (error === 'breaker-open' && delivery.record !== null) throw new RetryLater('the receiver’s host failed too often just now');
    const attempts = delivery.attempts + 1;
    const gone = status === 410;
    const state = error === null ? 'sent' : gone || attempts >= MOST_TRIES || delivery.record === null ? 'failed' : 'pending';
    await env.tx(async () => {
      await deliveries.update(id, { state, attempts, status, duration, error, body, triedAt: env.now() });
      if (state === 'sent' && webhook.failures > 0) await env.model('api.webhook').update(webhook.id, { failures: 0 });
      if (state !== 'failed' || delivery.record === null) return;
      const { failures } = await env.model('api.webhook').update(webhook.id, { failures: webhook.failures + 1 });
      if (gone || failures >= (await env.settings(apiSettings)).webhookFailures) await stopWebhook(env, webhook);
    });
    if (state === 'pending') throw new RetryLater(`the receiver did not take the message: ${error}`);
  },
});
