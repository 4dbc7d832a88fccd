import type { Env } from '#core';
import { apiSettings } from './settings.ts';

/** After any change of webhooks, in its transaction: what somebody waits for, so that writes of everything else cost no more than before. */
export async function refreshWatched(own: Env<'api'>): Promise<void> {
  const webhooks = await own.model('api.webhook').pick({ active: true }, ['subscriptions']);
  const watched = new Set(webhooks.flatMap(({ subscriptions }) => subscriptions.flatMap(({ model, on }) => on.map((operation) => `${model}/${operation}`))));
  await own.saveSettings(apiSettings, { watched: [...watched].sort() });
}
