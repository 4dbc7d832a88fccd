import { type Env, fail, type ServiceImplementation } from '#core';
import type { ThreadService } from './contract.ts';

export const threadService: ServiceImplementation<ThreadService> = {
  post: {
    async run(env: Env<'thread'>, { model, record, text, values }) {
      // What people write goes through the page, under their names.
      if (env.caller.kind !== 'plugin' && env.caller.kind !== 'system') throw fail('ACCESS_DENIED');
      if (!env.catalog.models().includes(model) || !env.catalog.model(model).thread) return;
      await env.model('thread.message').create({ model, record, kind: 'system', body: text, values: { ...values } });
    },
  },
};
