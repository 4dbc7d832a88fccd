import type { z } from 'zod';
import { type Env, fail } from '#core';
import { deliverMessage, laneOf } from './deliver-message.ts';
import { sessionOf } from './make-key.ts';
import { refreshWatched } from './watched.ts';
import type { Subscription, webhookForm } from './webhook-form.ts';
import { makeSecret } from './webhook-secret.ts';

const DAY = 86_400_000;

type Saved = { id: string; secret: string | undefined };

/** Whoever saves becomes the owner: what is sent is what they may read. @returns the secret where it is new */
export async function saveWebhook(env: Env<'api'>, id: string | undefined, form: z.output<typeof webhookForm>, subscriptions: Subscription[]): Promise<Saved> {
  const { person } = sessionOf(env);
  if (subscriptions.length === 0) throw fail('INPUT_INVALID', { issues: [{ path: 'subscriptions', message: 'Choose at least one event.' }] });
  const own = env.asPlugin();
  const values = {
    name: form.name,
    url: form.url,
    owner: person,
    subscriptions,
    withRecord: form.withRecord,
    active: form.active,
    ...(form.headers.trim() !== '' ? { headers: form.headers } : form.clearHeaders ? { headers: null } : {}),
    ...(form.active ? { failures: 0, stoppedAt: null } : {}),
  };
  return own.tx(async () => {
    const secret = id === undefined ? makeSecret((count) => own.random(count)) : undefined;
    const webhooks = own.model('api.webhook');
    const row = id === undefined ? await webhooks.create({ ...values, secret: secret ?? '' }) : await webhooks.update(id, values);
    await refreshWatched(own);
    if (form.active) await own.service('activities').clear({ model: 'api.webhook', record: row.id });
    return { id: row.id, secret };
  });
}

/** A new secret; the former one signs too for a day. @returns the new one, shown once */
export async function rotateSecret(env: Env<'api'>, id: string): Promise<string> {
  const own = env.asPlugin();
  const former = await own.secrets.reveal('api.webhook', id, 'secret');
  const secret = makeSecret((count) => own.random(count));
  await own.model('api.webhook').update(id, { secret, formerSecret: former, formerUntil: new Date(own.now().getTime() + DAY) });
  return secret;
}

export async function deleteWebhook(env: Env<'api'>, id: string): Promise<void> {
  const own = env.asPlugin();
  await own.tx(async () => {
    await own.model('api.webhook').delete(id);
    await own.service('activities').clear({ model: 'api.webhook', record: id });
    await refreshWatched(own);
  });
}

async function enqueue(own: Env<'api'>, webhook: string, delivery: string): Promise<void> {
  await own.enqueue(deliverMessage, { delivery }, { lane: laneOf(webhook), key: `api.delivery/${delivery}` });
}

/** A message about nothing, sent once, also while the webhook is off. */
export async function sendTest(env: Env<'api'>, webhook: string): Promise<void> {
  const own = env.asPlugin();
  await own.tx(async () => {
    const { id } = await own.model('api.delivery').create({ webhook, event: 'atrium.test', happenedAt: own.now() });
    await enqueue(own, webhook, id);
  });
}

/** The same message again, under the same id, so that a receiver who has it already can tell. @throws NOT_FOUND */
export async function redeliver(env: Env<'api'>, delivery: string): Promise<string> {
  const own = env.asPlugin();
  return own.tx(async () => {
    const { webhook } = await own.model('api.delivery').update(delivery, { state: 'pending', attempts: 0 });
    await enqueue(own, webhook, delivery);
    return webhook;
  });
}
