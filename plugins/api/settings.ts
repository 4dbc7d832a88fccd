import { z } from 'zod';
import { defineSettings } from '#core';

const whole = (min: number, max: number, standard: number) => z.coerce.number().int().min(min).max(max).default(standard);

export const apiSettings = defineSettings({
  plugin: 'api',
  title: 'HTTP API',
  schema: z.object({
    requestsPerMinute: whole(1, 1_000_000, 600).meta({ title: 'Requests per minute', description: 'For each API key, or person without a key.' }),
    keyDays: whole(1, 3_650, 90).meta({ title: 'A new key lasts (days)', description: 'Proposed to whoever makes a key.' }),
    mostKeyDays: whole(1, 3_650, 365).meta({ title: 'A key lasts at most (days)' }),
    webhookFailures: whole(1, 1_000, 5).meta({
      title: 'A webhook is stopped after (lost messages)',
      description: 'Messages in a row that could not be delivered although they were tried again for a day.',
    }),
    deliveryDays: whole(1, 365, 30).meta({ title: 'Deliveries are kept (days)' }),
    /** `model/operation` that some active webhook waits for; kept by the webhooks' pages. Settings are in memory, so that a write which nobody waits for costs nothing. */
    watched: z.array(z.string()).default([]).meta({ title: 'Watched', hidden: true }),
  }),
});
