import type { Env } from '#core';
import { sourceOf } from './refresh-calendar.ts';

/** Without the plugin nobody would keep the busy times right, so they go; turned on again, each calendar is read anew. */
export async function releaseAll(env: Env<'external-calendars'>): Promise<void> {
  const calendars = await env.model('external.calendar').pick(true, ['id']);
  for (const calendar of calendars) await env.service('calendar').release({ source: sourceOf(calendar) });
  await env.model('external.calendar').update(true, { readAt: null, digest: null, busyCount: 0, nextAt: env.now() });
}
