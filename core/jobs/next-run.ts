import { createTask, validate } from 'node-cron';
import { transitionsBetween } from '../time/offset.ts';

/** Is this a cron expression of five or six fields? Day of month and day of week must both match. */
export const isExpression = (expression: string): boolean => validate(expression);

/** The library's next times from now on; it leaves out wall times that the clock skips. */
function comingRuns(expression: string, timeZone: string, count: number): Date[] {
  const task = createTask(expression, () => undefined, { timezone: timeZone });
  try {
    return task.getNextRuns(count);
  } finally {
    void task.destroy();
  }
}

const offsetZone = (milliseconds: number): string => {
  const minutes = Math.abs(milliseconds) / 60_000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${milliseconds < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
};

/**
 * When the expression comes due next on the clock of a zone. A time that the clock skips in spring (02:30) runs at the gap's end: a daily job runs every day.
 * @throws TypeError where the expression is none, or never comes due.
 */
export function nextRun(expression: string, timeZone: string): Date {
  if (!isExpression(expression)) throw new TypeError(`"${expression}" is no cron expression`);
  const [next] = comingRuns(expression, timeZone, 1);
  if (!next) throw new TypeError(`the expression "${expression}" never comes due`);
  const now = Date.now();
  for (const gap of transitionsBetween(timeZone, now, next.getTime())) {
    const skipped = gap.after - gap.before;
    if (skipped <= 0) continue;
    // On a clock that does not jump, does it come due inside the hour that is left out?
    const inside = comingRuns(expression, offsetZone(gap.before), 60).some((run) => run.getTime() >= gap.at && run.getTime() < gap.at + skipped);
    if (inside) return new Date(gap.at);
  }
  return next;
}
