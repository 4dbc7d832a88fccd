import { z } from 'zod';
import type { Env } from '#core';

const event = z.object({
  id: z.string(),
  minute: z.date(),
  kind: z.string(),
  address: z.string(),
  account: z.string(),
  detail: z.string(),
  count: z.number(),
  lastAt: z.date(),
});
export type SecurityRow = z.output<typeof event>;

const sums = z.array(z.object({ minute: z.string().nullable(), kind: z.string(), sum: z.object({ count: z.number() }) }));

/** How often, by the viewer's day and kind. One statement. */
export async function countByDay(env: Env<'base'>, from: Date, to: Date): Promise<{ day: string; kind: string; count: number }[]> {
  const found: unknown = await env.model('core.security_event' as never).group({ minute: { gte: from, lt: to } } as never, ['minute', 'kind'] as never, {
    sum: ['count'] as never,
    every: { minute: 'day' } as never,
    timeZone: env.preferences.timeZone,
    limit: 2_000,
  });
  return sums.parse(found).flatMap(({ minute, kind, sum }) => (minute === null ? [] : [{ day: minute, kind, count: sum.count }]));
}

/** Rows of a stretch of time, the latest first. */
export async function readSecurity(env: Env<'base'>, from: Date, to: Date, kind: string, limit: number): Promise<SecurityRow[]> {
  const found: unknown = await env
    .model('core.security_event' as never)
    .find({ minute: { gte: from, lt: to }, ...(kind ? { kind } : {}) } as never, { order: ['-minute', '-count'] as never, limit });
  return z.array(event).parse(found);
}
