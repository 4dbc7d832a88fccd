import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineJob, type Env } from '#core';
import { deliverMessage, laneOf } from './deliver-message.ts';
import { recordsOf } from './records.ts';
import { operations } from './schema.ts';

/** The same job that runs twice makes the same deliveries. */
function deliveryId(...parts: string[]): string {
  const hex = createHash('sha256').update(parts.join('/')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Makes a delivery for every webhook that waits for the change and whose owner may read the record. */
export const spreadChange = defineJob({
  name: 'api.spread-change',
  payload: z.object({
    model: z.string(),
    operation: z.enum(operations),
    ids: z.array(z.uuid()),
    /** When it happened. */
    at: z.iso.datetime(),
    /** Of deleted records: ids by webhook. */
    readers: z.record(z.string(), z.array(z.string())).optional(),
  }),
  async run(env: Env<'api'>, { model, operation, ids, at, readers }, { id: job }) {
    if (!env.catalog.models().includes(model)) return;
    const webhooks = await env.model('api.webhook').pick({ active: true }, ['owner', 'subscriptions']);
    for (const { id: webhook, owner, subscriptions } of webhooks) {
      if (!subscriptions.some((one) => one.model === model && one.on.includes(operation))) continue;
      const person = await env.service('base').personPrincipal({ person: owner });
      if (!person) continue;
      const as = env.actAs(person.principal);
      if (!as.can(model, 'read')) continue;
      const told = readers ? (readers[webhook] ?? []) : (await recordsOf(as, model).pick({ id: { in: ids } }, ['id'])).map(({ id }) => id);
      const wanted = new Set(told);
      const rows = ids
        .filter((id) => wanted.has(id))
        .map((record) => ({
          id: deliveryId(job, webhook, record),
          webhook,
          event: `${model}.${operation}`,
          happenedAt: new Date(at),
          record,
          state: 'pending' as const,
        }));
      if (rows.length === 0) continue;
      await env.tx(async () => {
        const made = await env.model('api.delivery').create(rows, { onConflict: { constraint: 'api_delivery_pkey', do: 'nothing' } });
        for (const delivery of made)
          await env.enqueue(deliverMessage, { delivery: delivery.id }, { lane: laneOf(webhook), key: `api.delivery/${delivery.id}` });
      });
    }
  },
});
