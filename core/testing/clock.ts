/** A clock that tests set. Hand `clock.now` to the app; it stands still until moved. */
export type Clock = {
  now(): Date;
  /** Jumps to an instant, e.g. `'2026-03-29T00:30:00Z'`. Backwards too, as real clocks do. */
  set(instant: string | Date): void;
  /** Moves on by so many milliseconds (or back, below zero). */
  advance(milliseconds: number): void;
};

/** A clock that shows the given instant; by default the true time at which it was made. */
export function createClock(start: string | Date = new Date()): Clock {
  let time = instant(start);
  return {
    now: () => new Date(time),
    set: (to) => {
      time = instant(to);
    },
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}

function instant(value: string | Date): number {
  const time = new Date(value).getTime();
  if (Number.isNaN(time)) throw new RangeError(`Not an instant: ${String(value)}. Write it as 2026-03-29T00:30:00Z.`);
  return time;
}
