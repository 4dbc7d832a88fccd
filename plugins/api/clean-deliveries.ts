import { defineAction, type Env } from '#core';
import { apiSettings } from './settings.ts';

const DAY = 86_400_000;

/** Old deliveries, and keys that ended a year ago. */
export const cleanDeliveries = defineAction({
  name: 'api.clean-deliveries',
  title: 'Remove old deliveries of webhooks',
  expression: '40 3 * * *',
  catchUp: 'one',
  async run(env: Env<'api'>) {
    const { deliveryDays } = await env.settings(apiSettings);
    const count = await env.model('api.delivery').delete({ createdAt: { lt: new Date(env.now().getTime() - deliveryDays * DAY) } });
    await env.model('api.key').delete({ expiresAt: { lt: new Date(env.now().getTime() - 365 * DAY) } });
    return { count };
  },
});
