import { defineAction, type Env } from '#core';

/** Models that no enabled plugin knows any more cannot have records: their activities go after this many days, in case the plugin comes back. */
const KEEP_DAYS = 30;
/** Done and forgotten. */
const KEEP_DONE_DAYS = 365;

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000);

/** What is left of records of plugins that have gone, and what was done a year ago. Records of living plugins clear their own activities in the transaction that removes them. */
export const cleanStale = defineAction({
  name: 'activities.clean-stale',
  title: 'Remove activities that lead nowhere',
  expression: '40 3 * * *',
  catchUp: 'one',
  run: async (env: Env<'activities'>) => {
    const activities = env.model('activity.activity');
    const now = env.now();
    const gone = await activities.delete({ model: { notIn: [...env.catalog.models()] }, updatedAt: { lt: daysBefore(now, KEEP_DAYS) } });
    const old = await activities.delete({ doneAt: { lt: daysBefore(now, KEEP_DONE_DAYS) } });
    return { count: gone + old };
  },
});
