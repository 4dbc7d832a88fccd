import { createTask, parse, validate } from 'node-cron';
import { offsetAt, transitionsBetween } from '../time/offset.ts';

const DAY = 86_400_000;
/** 29 February on a given weekday comes back after 40 years at the latest. */
const FARTHEST_DAYS = 15_000;
/** Longer than any clock is ever set back. */
const LONGEST_FOLD = 4 * 3_600_000;

/** Is this a cron expression of five or six fields? Day of month and day of week must both match. */
export const isExpression = (expression: string): boolean => validate(expression);

/** Finds the first wall reading after the given one that the expression names; both as if the zone were UTC. */
function wallClock(expression: string): { everyHour: boolean; after(wall: number): number } {
  const { hour, minute, second } = parse(expression);
  const inDay = hour.flatMap((h) => minute.flatMap((m) => second.map((s) => ((h * 60 + m) * 60 + s) * 1_000))).sort((a, b) => a - b);
  const [first = 0] = inDay;
  return {
    everyHour: hour.length === 24,
    after: (wall) => {
      // The library judges the day, with its special words (L, 15W, 5#2); the times of a day are the same on each.
      const task = createTask(expression, () => undefined, { timezone: 'UTC' });
      try {
        const start = Math.floor(wall / DAY) * DAY;
        for (let day = start; day < start + FARTHEST_DAYS * DAY; day += DAY) {
          if (!task.match(new Date(day + first))) continue;
          const found = inDay.find((time) => day + time > wall);
          if (found !== undefined) return day + found;
        }
      } finally {
        void task.destroy();
      }
      throw new TypeError(`the expression "${expression}" never comes due`);
    },
  };
}

/**
 * The first time after `from` at which the expression comes due on the clock of a zone. A time that the clock skips in spring (02:30) runs at the gap's end: a daily job
 * runs every day. A time that comes twice in autumn runs the first time only, unless the expression names every hour: then it goes by elapsed time.
 * @throws TypeError where the expression is none, or never comes due.
 */
export function nextRun(expression: string, timeZone: string, from: Date = new Date()): Date {
  if (!isExpression(expression)) throw new TypeError(`"${expression}" is no cron expression`);
  const clock = wallClock(expression);
  let at = from.getTime();
  let offset = offsetAt(at, timeZone);
  let wall = at + offset;
  const fold = transitionsBetween(timeZone, at - LONGEST_FOLD, at).findLast(({ before, after }) => after < before);
  if (fold && !clock.everyHour) wall = Math.max(wall, fold.at + fold.before - 1);
  for (;;) {
    const due = clock.after(wall) - offset;
    const change = transitionsBetween(timeZone, at + 1, due)[0];
    if (!change) return new Date(due);
    const { before, after } = change;
    if (after > before && clock.after(change.at + before - 1) < change.at + after) return new Date(change.at);
    wall = change.at + (clock.everyHour ? after : Math.max(before, after)) - 1;
    at = change.at;
    offset = after;
  }
}
