const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** `09:30:00.000Z`, by the minute of the day. */
const minutes: readonly string[] = Array.from(
  { length: 1440 },
  (_, minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00.000Z`,
);

/**
 * Writes instants as `Date.prototype.toISOString` does, for hundreds of one answer: times of day are at hand, a day is written once as long as the next instant is in it.
 * @returns epoch ms → `2027-03-09T09:30:00.000Z` @throws RangeError for what is no time
 */
export function isoWriter(): (at: number) => string {
  let day = Number.NaN;
  let date = '';
  return (at) => {
    const here = Math.floor(at / DAY_MS);
    const time = minutes[(at - here * DAY_MS) / MINUTE_MS];
    // seconds are rare
    if (time === undefined) return new Date(at).toISOString();
    if (here !== day) {
      const iso = new Date(at).toISOString();
      day = here;
      date = iso.slice(0, iso.indexOf('T') + 1);
    }
    return date + time;
  };
}
