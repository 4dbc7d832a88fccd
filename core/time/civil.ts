const DAY = 86_400_000;
const pattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days since 1970-01-01, or undefined for what is no date of the calendar (`2027-02-30`). */
export function dayNumber(civil: string): number | undefined {
  const parts = pattern.exec(civil);
  if (!parts) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? Math.floor(at.getTime() / DAY) : undefined;
}

/** `YYYY-MM-DD` of a day number. */
export const civilOfDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

export const isCivilDate = (value: string): boolean => dayNumber(value) !== undefined;

function known(civil: string): number {
  const day = dayNumber(civil);
  if (day === undefined) throw new RangeError(`not a date: ${JSON.stringify(civil)}`);
  return day;
}

/** Civil date plus n days, by the calendar; no zone is involved. @throws RangeError for what is no date */
export const addDays = (civil: string, n: number): string => civilOfDay(known(civil) + n);

/** Whole days from one civil date to another; negative where `to` is earlier. */
export const daysBetween = (from: string, to: string): number => known(to) - known(from);

/** 1 = Monday … 7 of a day number; 1970-01-01 was a Thursday. */
export const weekdayOfDay = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** 1 = Monday … 7 = Sunday. @throws RangeError for what is no date */
export const weekdayOf = (civil: string): number => weekdayOfDay(known(civil));
