import { type AnyDomain, defineAction, type Env } from '#core';
import { settings } from './settings.ts';

/** So many at once: short transactions, and others get their turn in between. */
const BATCH = 1_000;

/** What ended more than some days ago needs no activity any more: it is deleted, or marked as done. At two in the workspace's night; counted in the history. */
export const clearPast = defineAction({
  name: 'activities.clear-past',
  title: 'Clear activities of what is over',
  expression: '0 2 * * *',
  catchUp: 'one',
  timeout: 1_800,
  run: async (env: Env<'activities'>, { progress, signal }) => {
    const { staleDays, staleAction } = await env.settings(settings);
    const activities = env.model('activity.activity');
    const now = env.now();
    const past: AnyDomain = {
      endsAt: { lt: new Date(now.getTime() - staleDays * 86_400_000) },
      ...(staleAction === 'archive' ? { doneAt: null } : {}),
    };
    const total = await activities.count(past);
    let done = 0;
    while (!signal.aborted) {
      const batch = (await activities.pick(past, [], { order: ['endsAt'], limit: BATCH })).map(({ id }) => id);
      if (batch.length === 0) break;
      if (staleAction === 'archive') await activities.update({ id: { in: batch } }, { doneAt: now });
      else await activities.delete({ id: { in: batch } });
      done += batch.length;
      await progress(done, total);
    }
    return { count: done };
  },
});
