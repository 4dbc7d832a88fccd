import { z } from 'zod';
import { type Env, formatRange } from '#core';
import { scheduleRanges } from './schedule-ranges.ts';
import { scheduleSchema } from './schedule-shape.ts';

const shown = scheduleSchema.extend({ timeZone: z.string() });

/** Beneath the form of working hours: what they come to in the next two weeks, in the reader's own zone, so that a slip is seen at once. */
export async function nextOpenings(env: Env<'calendar'>, record: Record<string, unknown>): Promise<unknown> {
  const found = shown.safeParse(record);
  if (!found.success) return null;
  const now = env.now().getTime();
  const { language, timeZone, hour12 } = env.preferences;
  const spans = scheduleRanges(found.data, found.data.timeZone, now, now + 14 * 86_400_000);
  return (
    <section>
      <h2>{env.t('Open in the next two weeks')}</h2>
      <p>{env.t('In your zone, {zone}.', { zone: timeZone })}</p>
      {spans.length === 0 ? (
        <p>{env.t('Never open in the next two weeks.')}</p>
      ) : (
        <ul>
          {spans.map(([start, end]) => (
            <li>{formatRange(new Date(start), new Date(end), timeZone, { language, hour12 })}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
