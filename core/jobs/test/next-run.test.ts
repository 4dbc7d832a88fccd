import { createTask } from 'node-cron';
import { describe, expect, it } from 'vitest';
import { isExpression, nextRun } from '../next-run.ts';

const runs = (expression: string, zone: string, from: string, count: number): string[] => {
  const found: string[] = [];
  let at = new Date(from);
  for (let i = 0; i < count; i++) {
    at = nextRun(expression, zone, at);
    found.push(at.toISOString().replace(':00.000Z', 'Z'));
  }
  return found;
};

describe('the next run on the days when the clock changes', () => {
  it('runs a daily job at 02:30 also on the day that has no 02:30: at the end of the gap', () => {
    expect(runs('30 2 * * *', 'Europe/Berlin', '2027-03-27T12:00:00Z', 2)).toEqual(['2027-03-28T01:00Z', '2027-03-29T00:30Z']);
    expect(runs('30 2 * * *', 'America/New_York', '2027-03-13T12:00:00Z', 2)).toEqual(['2027-03-14T07:00Z', '2027-03-15T06:30Z']);
  });

  it('runs everything that lies in the gap once', () => {
    expect(runs('10,20,50 2 * * *', 'Europe/Berlin', '2027-03-28T00:00:00Z', 2)).toEqual(['2027-03-28T01:00Z', '2027-03-29T00:10Z']);
  });

  it('runs once on the day that has 02:30 twice, the first time', () => {
    expect(runs('30 2 * * *', 'Europe/Berlin', '2027-10-30T12:00:00Z', 2)).toEqual(['2027-10-31T00:30Z', '2027-11-01T01:30Z']);
    // also for a process that starts between the two
    expect(runs('30 2 * * *', 'Europe/Berlin', '2027-10-31T01:10:00Z', 1)).toEqual(['2027-11-01T01:30Z']);
  });

  it('lets what runs all day long go by elapsed time', () => {
    expect(runs('*/30 * * * *', 'Europe/Berlin', '2027-10-31T00:15:00Z', 5)).toEqual([
      '2027-10-31T00:30Z',
      '2027-10-31T01:00Z',
      '2027-10-31T01:30Z',
      '2027-10-31T02:00Z',
      '2027-10-31T02:30Z',
    ]);
    expect(runs('*/30 * * * *', 'Europe/Berlin', '2027-03-28T00:15:00Z', 3)).toEqual(['2027-03-28T00:30Z', '2027-03-28T01:00Z', '2027-03-28T01:30Z']);
  });

  it('knows a clock that moves by half an hour, and midnights that do not exist', () => {
    expect(runs('15 2 * * *', 'Australia/Lord_Howe', '2027-10-02T00:00:00Z', 2)).toEqual(['2027-10-02T15:30Z', '2027-10-03T15:15Z']);
    expect(runs('0 0 * * *', 'Africa/Cairo', '2027-04-29T12:00:00Z', 2)).toEqual(['2027-04-29T22:00Z', '2027-04-30T21:00Z']);
  });
});

describe('expressions', () => {
  it('asks for day of month and day of week together', () => {
    expect(runs('0 9 13 * 5', 'UTC', '2026-11-14T00:00:00Z', 2)).toEqual(['2027-08-13T09:00Z', '2028-10-13T09:00Z']);
  });

  it('agrees with the library, day after day', () => {
    for (const expression of [
      '30 2 * * *',
      '*/7 * * * *',
      '0 9 * * 1-5',
      '0 9 L * *',
      '0 9 * * 5#2',
      '0 9 15W * *',
      '10 5,20 9-17/4 * * *',
      '0 0 29 2 *',
      '@daily',
    ]) {
      const task = createTask(expression, () => undefined, { timezone: 'UTC' });
      const theirs = task.getNextRuns(3).map((run) => run.toISOString());
      void task.destroy();
      const [first = ''] = theirs;
      const before = new Date(new Date(first).getTime() - 1);
      const ours = [nextRun(expression, 'UTC', before)];
      while (ours.length < 3) ours.push(nextRun(expression, 'UTC', ours.at(-1)));
      expect([expression, ...ours.map((run) => run.toISOString())]).toEqual([expression, ...theirs]);
    }
  });

  it('refuses what is none, and what never comes due', () => {
    expect(isExpression('every day')).toBe(false);
    expect(() => nextRun('61 * * * *', 'UTC')).toThrow('no cron expression');
    expect(() => nextRun('0 9 31 4 *', 'UTC')).toThrow(TypeError);
  });
});
