import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilDateOf, listZones, wallOf, weekdayOf } from '#core';
import { scheduleRanges } from '../schedule-ranges.ts';
import { type Schedule, scheduleSchema } from '../schedule-shape.ts';

const every = (...ranges: [string, string][]): Schedule => ({ weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], ranges }] });
const ranges = (schedule: Schedule, zone: string, from: string, to: string): string[][] =>
  scheduleRanges(schedule, zone, Date.parse(from), Date.parse(to)).map((span) => span.map((at) => new Date(at).toISOString().replace(':00.000Z', 'Z')));
const hours = (schedule: Schedule, zone: string, from: string, to: string): number =>
  scheduleRanges(schedule, zone, Date.parse(from), Date.parse(to)).reduce((sum, [start, end]) => sum + (end - start) / 3_600_000, 0);

describe('working hours on days of change', () => {
  it.each([
    ['Europe/Berlin', '00:00', '24:00', '2026-03-28T23:00Z', '2026-03-29T22:00Z', 23],
    ['Europe/Berlin', '00:00', '24:00', '2026-10-24T22:00Z', '2026-10-25T23:00Z', 25],
    ['America/New_York', '01:00', '04:00', '2026-03-08T05:00Z', '2026-03-09T04:00Z', 2],
    ['America/New_York', '01:00', '04:00', '2026-11-01T04:00Z', '2026-11-02T05:00Z', 4],
    ['America/New_York', '02:00', '03:00', '2026-03-08T05:00Z', '2026-03-09T04:00Z', 0],
    ['Australia/Lord_Howe', '00:00', '24:00', '2026-04-04T13:00Z', '2026-04-05T13:30Z', 24.5],
    ['Australia/Lord_Howe', '00:00', '24:00', '2026-10-03T13:30Z', '2026-10-04T13:00Z', 23.5],
    ['Africa/Cairo', '00:00', '24:00', '2024-04-25T22:00Z', '2024-04-26T21:00Z', 23],
    ['Asia/Kathmandu', '09:00', '17:00', '2026-01-04T18:15Z', '2026-01-05T18:15Z', 8],
    ['Pacific/Apia', '00:00', '24:00', '2011-12-29T10:00Z', '2012-01-01T10:00Z', 72],
  ])('%s %s–%s: %s to %s has %d hours', (zone, opens, closes, from, to, expected) => {
    expect(hours(every([opens, closes]), zone, from, to)).toBe(expected);
  });

  it('begin at the end of a gap that they would begin in', () => {
    expect(ranges(every(['02:30', '04:00']), 'Europe/Berlin', '2026-03-28T23:00Z', '2026-03-29T22:00Z')).toEqual([['2026-03-29T01:00Z', '2026-03-29T02:00Z']]);
  });

  it('keep the wall clock through half-hour changes', () => {
    expect(ranges(every(['09:00', '11:00']), 'Australia/Lord_Howe', '2026-10-02T13:30Z', '2026-10-04T13:00Z')).toEqual([
      ['2026-10-02T22:30Z', '2026-10-03T00:30Z'],
      ['2026-10-03T22:00Z', '2026-10-04T00:00Z'],
    ]);
  });
});

describe('overrides and travel', () => {
  const monday = { days: [1], ranges: [['09:00', '17:00']] } satisfies Schedule['weekly'][number];

  it('replace the whole civil day; several of one date add up', () => {
    const schedule: Schedule = {
      weekly: [monday],
      overrides: [
        { date: '2027-01-04', ranges: [['10:00', '11:00']] },
        { date: '2027-01-04', ranges: [['12:00', '13:00']] },
        { date: '2027-01-05', ranges: [['20:00', '24:00']] },
        { date: '2027-01-11', ranges: [] },
      ],
    };
    expect(ranges(schedule, 'UTC', '2027-01-03T00:00Z', '2027-01-13T00:00Z')).toEqual([
      ['2027-01-04T10:00Z', '2027-01-04T11:00Z'],
      ['2027-01-04T12:00Z', '2027-01-04T13:00Z'],
      ['2027-01-05T20:00Z', '2027-01-06T00:00Z'],
    ]);
  });

  it('are days of the zone that holds on that day', () => {
    const schedule: Schedule = {
      weekly: [monday],
      overrides: [{ date: '2027-01-05', ranges: [['08:00', '09:00']] }],
      travel: [{ from: '2027-01-05', to: '2027-01-05', timeZone: 'Asia/Tokyo' }],
    };
    expect(ranges(schedule, 'Europe/Berlin', '2027-01-04T00:00Z', '2027-01-06T00:00Z')).toEqual([
      ['2027-01-04T08:00Z', '2027-01-04T16:00Z'],
      ['2027-01-04T23:00Z', '2027-01-05T00:00Z'],
    ]);
  });

  it('are refused where they are no dates or zones', () => {
    expect(scheduleSchema.safeParse({ weekly: [], overrides: [{ date: '2027-02-30', ranges: [] }] }).success).toBe(false);
    expect(scheduleSchema.safeParse({ weekly: [], travel: [{ from: '2027-01-01', timeZone: 'Mars/Olympus' }] }).success).toBe(false);
    expect(scheduleSchema.safeParse({ weekly: [{ days: [8], ranges: [] }] }).success).toBe(false);
    expect(scheduleSchema.safeParse({ weekly: [{ days: [1], ranges: [['9:00', '25:00']] }] }).success).toBe(false);
  });
});

const clockText = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const wallRange = fc
  .tuple(fc.integer({ min: 0, max: 96 }), fc.integer({ min: 0, max: 96 }))
  .map(([a, b]): [string, string] => [clockText(a * 15), clockText(b * 15)]);
const schedules: fc.Arbitrary<Schedule> = fc.record({
  weekly: fc.array(fc.record({ days: fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 4 }), ranges: fc.array(wallRange, { maxLength: 3 }) }), {
    maxLength: 3,
  }),
});
const starts = fc.integer({ min: Date.UTC(2000, 0, 1) / 900_000, max: Date.UTC(2036, 0, 1) / 900_000 }).map((quarter) => quarter * 900_000);

describe('any schedule in any zone', () => {
  it('is open exactly when its own clock and calendar say so', () => {
    fc.assert(
      fc.property(schedules, fc.constantFrom(...listZones()), starts, (schedule, zone, from) => {
        const to = from + 3 * 86_400_000;
        const spans = scheduleRanges(schedule, zone, from, to);
        for (let at = from; at < to; at += 900_000) {
          const wall = wallOf(new Date(at), zone);
          const clock = wall.slice(11);
          const weekday = weekdayOf(civilDateOf(new Date(at), zone));
          const byClock = schedule.weekly.some(
            ({ days, ranges: list }) => days.includes(weekday) && list.some(([opens, closes]) => opens <= clock && clock < closes),
          );
          const bySpans = spans.some(([start, end]) => start <= at && at < end);
          // A time that comes twice is open the first time if a range ends or begins inside it; both readings are right there.
          if (byClock !== bySpans && !nearChange(at, zone)) throw new Error(`${zone} ${wall}: clock ${byClock}, ranges ${bySpans}`);
        }
      }),
      { numRuns: process.env.ATRIUM_TEST_LONG ? 3000 : 60 },
    );
  });
});

/** Does the clock change within two hours? */
function nearChange(at: number, zone: string): boolean {
  const shown = (epoch: number): number => Date.parse(`${wallOf(new Date(epoch), zone)}Z`) - epoch;
  const offsets = [-2, -1, 0, 1, 2].map((hour) => Math.round(shown(at + hour * 3_600_000) / 60_000));
  return new Set(offsets).size > 1;
}
