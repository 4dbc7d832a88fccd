import { z } from 'zod';
import { AtriumError, type Env, formatRange } from '#core';

const takenDates = z.object({
  dates: z.array(z.object({ date: z.string(), start: z.date(), end: z.date(), clashes: z.array(z.object({ text: z.string() })) })),
});
export type TakenDate = z.output<typeof takenDates>['dates'][number];

/** The taken dates of a refusal; none for another. */
export function takenOf(error: unknown): readonly TakenDate[] {
  if (!(error instanceof AtriumError) || error.code !== 'MEETING_CLASH') return [];
  const read = takenDates.safeParse(error.extra);
  return read.success ? read.data.dates : [];
}

/** Each date that is taken, with everything in its way, and the choice to leave it out. */
export function ClashDates({ env, taken }: { env: Env<'meetings'>; taken: readonly TakenDate[] }) {
  if (taken.length === 0) return null;
  return (
    <fieldset class="field wrong">
      <legend>{env.t('Leave out these dates')}</legend>
      <ul class="plain">
        {taken.map(({ date, start, end, clashes }) => (
          <li>
            <label>
              <input type="checkbox" name="skip" value={date} checked /> {formatRange(start, end, env.preferences.timeZone, env.preferences)}
            </label>
            <ul>
              {clashes.map(({ text }) => (
                <li class="small">{text}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
