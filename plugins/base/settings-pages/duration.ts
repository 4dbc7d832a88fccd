const seconds = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;

/** What a duration setting counts in. */
export type DurationUnit = keyof typeof seconds;

export const durationUnits: readonly DurationUnit[] = ['seconds', 'minutes', 'hours', 'days'];

export const isDurationUnit = (value: unknown): value is DurationUnit => durationUnits.some((unit) => unit === value);

/** 7200 `seconds` → 2 `hours`: in the largest unit that needs no fraction. */
export function splitDuration(count: number, unit: DurationUnit): { count: number; unit: DurationUnit } {
  const total = count * seconds[unit];
  const best = durationUnits.findLast((candidate) => seconds[candidate] >= seconds[unit] && total !== 0 && total % seconds[candidate] === 0);
  return best ? { count: total / seconds[best], unit: best } : { count, unit };
}

/** 2 `hours` → 7200 `seconds`. */
export const convertDuration = (count: number, from: DurationUnit, to: DurationUnit): number => (count * seconds[from]) / seconds[to];
