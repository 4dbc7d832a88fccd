import { z } from 'zod';
import type { Env } from '#core';
import { ComingDays } from './editor/coming-days.tsx';
import { scheduleSchema } from './schedule-shape.ts';

const shown = scheduleSchema.extend({ timeZone: z.string() });

/** On the page of working hours: what they come to in the next two weeks, on their own clock. */
export async function nextOpenings(env: Env<'calendar'>, record: Record<string, unknown>): Promise<unknown> {
  const found = shown.safeParse(record);
  if (!found.success) return null;
  return (
    <section class="section card">
      <h2>{env.t('The next two weeks')}</h2>
      <p class="muted">{found.data.timeZone.replaceAll('_', ' ')}</p>
      <ComingDays env={env} schedule={found.data} timeZone={found.data.timeZone} />
    </section>
  );
}
