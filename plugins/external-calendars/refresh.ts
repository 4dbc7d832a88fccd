import { z } from 'zod';
import { defineAction, defineJob, type Env } from '#core';
import { refreshCalendar } from './refresh-calendar.ts';

const BATCH = 100;
/** Calendars that are fetched at the same time: one that hangs holds up few. */
const AT_ONCE = 8;

/** Right after a calendar was added, so that nobody waits for a stranger's server in front of a page. */
export const refreshOne = defineJob({
  name: 'external-calendars.refresh-one',
  payload: z.object({ calendar: z.uuid() }),
  maxAttempts: 3,
  async run(env: Env<'external-calendars'>, { calendar }, { signal }) {
    const [found] = await env.model('external.calendar').find({ id: calendar, active: true });
    if (found) await refreshCalendar(env, found, signal);
  },
});

export const refreshDue = defineAction({
  name: 'external-calendars.refresh',
  title: 'Read external calendars',
  expression: '*/15 * * * *',
  timeout: 600,
  async run(env: Env<'external-calendars'>, { signal, progress }) {
    const now = env.now();
    const seen: string[] = [];
    let failed = 0;
    while (!signal.aborted) {
      const due = await env
        .model('external.calendar')
        .find(
          { active: true, nextAt: { lte: now }, person: { where: { active: true } }, ...(seen.length > 0 ? { id: { notIn: seen } } : {}) },
          { order: ['nextAt'], limit: BATCH },
        );
      if (due.length === 0) break;
      seen.push(...due.map(({ id }) => id));
      const waiting = [...due];
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
            if ((await refreshCalendar(env, next, signal)) === 'failed') failed += 1;
          }
        }),
      );
      await progress(seen.length);
    }
    return failed > 0 ? { count: seen.length, message: env.t('{failed} could not be read', { failed }) } : { count: seen.length };
  },
});
