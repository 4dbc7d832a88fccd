import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilDateOf, listZones, offsetMinutes } from '#core';
import type { SlotRule } from '../contract.ts';
import { merge, type Span } from '../ranges.ts';
import { scheduleRanges } from '../schedule-ranges.ts';
import type { Schedule } from '../schedule-shape.ts';
import { type Busy, blockedBy, clockPart, margin, type SlotQuestion, slotStarts } from '../slots.ts';
import { monthOfSlots } from './month-of-slots.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const runs = process.env.ATRIUM_TEST_LONG ? 3000 : 150;

const rule = (changes: Partial<SlotRule> = {}): SlotRule => ({
  durationMin: 60,
  stepMin: 60,
  bufferBeforeMin: 0,
  bufferAfterMin: 0,
  minNoticeMin: 0,
  grid: 'range',
  ...changes,
});
const ask = (schedule: Schedule, zone: string, from: string, to: string, changes: Partial<SlotQuestion> = {}): string[] => {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return slotStarts({
    open: scheduleRanges(schedule, zone, start - margin, end + margin),
    busy: [],
    rule: rule(),
    now: 0,
    viewerTimeZone: zone,
    gridTimeZone: zone,
    from: start,
    to: end,
    ...changes,
  }).map((at) => new Date(at).toISOString().slice(11, 16));
};
const every = (...ranges: [string, string][]): Schedule => ({ weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], ranges }] });
const busy = (start: string, end: string, bufferBefore = 0, bufferAfter = 0): Busy => ({
  during: [Date.parse(start), Date.parse(end)],
  bufferBefore,
  bufferAfter,
});

describe('the grid', () => {
  it('does not move with the moment that is asked from', () => {
    const nine = every(['09:00', '12:00']);
    expect(ask(nine, 'UTC', '2027-01-04T00:00Z', '2027-01-05T00:00Z')).toEqual(['09:00', '10:00', '11:00']);
    expect(ask(nine, 'UTC', '2027-01-04T09:17Z', '2027-01-05T00:00Z')).toEqual(['10:00', '11:00']);
    expect(ask(nine, 'UTC', '2027-01-04T00:00Z', '2027-01-05T00:00Z', { now: Date.parse('2027-01-04T09:17Z') })).toEqual(['10:00', '11:00']);
  });

  it('is the same for round-the-clock hours whatever day is asked for', () => {
    const always = every(['00:00', '24:00']);
    const fifty = { rule: rule({ durationMin: 50, stepMin: 50 }) };
    const week = ask(always, 'Asia/Kathmandu', '2027-01-04T18:15Z', '2027-01-07T18:15Z', fifty);
    const days = ['04', '05', '06'].flatMap((day) => ask(always, 'Asia/Kathmandu', `2027-01-${day}T18:15Z`, `2027-01-0${Number(day) + 1}T18:15Z`, fifty));
    expect(days).toEqual(week);
    expect(week[0]).toBe('18:15');
  });

  it('lets a booking run past midnight where the hours do', () => {
    expect(ask(every(['00:00', '02:00'], ['22:00', '24:00']), 'UTC', '2027-01-04T12:00Z', '2027-01-05T12:00Z', { rule: rule({ durationMin: 120 }) })).toEqual([
      '22:00',
      '23:00',
      '00:00',
    ]);
  });

  it('begins anew after busy time, or stays', () => {
    const taken = { busy: [busy('2027-01-04T09:20Z', '2027-01-04T09:40Z')] };
    const hours = every(['09:00', '12:00']);
    expect(ask(hours, 'UTC', '2027-01-04T00:00Z', '2027-01-05T00:00Z', taken)).toEqual(['09:40', '10:40']);
    expect(ask(hours, 'UTC', '2027-01-04T00:00Z', '2027-01-05T00:00Z', { ...taken, rule: rule({ busyKeepsGrid: true }) })).toEqual(['10:00', '11:00']);
    expect(ask(hours, 'UTC', '2027-01-04T00:00Z', '2027-01-05T00:00Z', { ...taken, rule: rule({ grid: 'clock' }) })).toEqual(['10:00', '11:00']);
  });

  it('by the clock is the viewer’s clock', () => {
    expect(
      ask(every(['09:00', '11:00']), 'Europe/Berlin', '2027-01-04T00:00Z', '2027-01-05T00:00Z', {
        rule: rule({ grid: 'clock' }),
        viewerTimeZone: 'Asia/Kathmandu',
      }),
    ).toEqual(['08:15']);
    expect(ask(every(['09:00', '11:00']), 'Europe/Berlin', '2027-01-04T00:00Z', '2027-01-05T00:00Z', { rule: rule({ grid: 'clock' }) })).toEqual([
      '08:00',
      '09:00',
    ]);
  });

  it('takes the part of the hour that the step allows', () => {
    expect([5, 8, 12, 15, 20, 30, 40, 45, 60, 90, 120, 7].map(clockPart)).toEqual([5, 1, 12, 15, 20, 30, 20, 15, 60, 30, 60, 1]);
  });
});

describe('buffers', () => {
  const hours = every(['09:00', '13:00']);
  const taken = [busy('2027-01-04T10:00Z', '2027-01-04T11:00Z', 15, 30)];
  const quarter = (bufferPolicy: 'max' | 'additive') =>
    ask(hours, 'UTC', '2027-01-04T00:00Z', '2027-01-05T00:00Z', {
      busy: taken,
      rule: rule({ durationMin: 30, stepMin: 15, bufferBeforeMin: 15, bufferAfterMin: 15, busyKeepsGrid: true, bufferPolicy }),
    });

  it('are shared between neighbours, or both count', () => {
    expect(quarter('max')).toEqual(['09:00', '09:15', '11:30', '11:45', '12:00', '12:15', '12:30']);
    expect(quarter('additive')).toEqual(['09:00', '11:45', '12:00', '12:15', '12:30']);
  });
});

describe('the booking window', () => {
  const hours = every(['09:00', '10:00']);
  const dates = (window: NonNullable<SlotRule['window']>, now: string, viewerTimeZone = 'UTC'): string[] => {
    const [from, to] = [Date.parse(now), Date.parse(now) + 20 * DAY];
    const open = scheduleRanges(hours, 'UTC', from - margin, to + margin);
    return slotStarts({ open, busy: [], rule: rule({ window }), now: from, viewerTimeZone, gridTimeZone: 'UTC', from, to }).map((at) =>
      civilDateOf(new Date(at), 'UTC'),
    );
  };

  it('counts calendar days after today, today included', () => {
    expect(dates({ type: 'rolling', days: 2, count: 'calendar' }, '2027-01-04T08:00:00Z')).toEqual(['2027-01-04', '2027-01-05', '2027-01-06']);
    expect(dates({ type: 'rolling', days: 0, count: 'calendar' }, '2027-01-04T08:00:00Z')).toEqual(['2027-01-04']);
  });

  it('counts business days over the weekend', () => {
    expect(dates({ type: 'rolling', days: 1, count: 'business' }, '2027-01-08T08:00:00Z')).toEqual(['2027-01-08', '2027-01-09', '2027-01-10', '2027-01-11']);
    expect(dates({ type: 'rolling', days: 1, count: 'business' }, '2027-01-09T08:00:00Z')).toEqual(['2027-01-09', '2027-01-10', '2027-01-11']);
  });

  it('ends with the viewer’s day', () => {
    expect(dates({ type: 'rolling', days: 0, count: 'calendar' }, '2027-01-04T11:00:00Z', 'Pacific/Midway')).toEqual(['2027-01-05']);
  });
});

const quarterHour = fc.integer({ min: Date.UTC(2020, 0, 1) / 900_000, max: Date.UTC(2030, 0, 1) / 900_000 }).map((quarter) => quarter * 900_000);
const spans = (from: number): fc.Arbitrary<Span[]> =>
  fc.array(
    fc
      .tuple(fc.integer({ min: -200, max: 400 }), fc.integer({ min: 1, max: 120 }))
      .map(([at, length]): Span => [from + at * 900_000, from + (at + length) * 900_000]),
    { maxLength: 6 },
  );
const questions: fc.Arbitrary<SlotQuestion> = fc
  .tuple(quarterHour, fc.constantFrom(...listZones()), fc.constantFrom(...listZones()))
  .chain(([from, viewerTimeZone, gridTimeZone]) =>
    fc.record({
      open: spans(from),
      busy: fc.array(
        fc.record({
          during: fc
            .tuple(fc.integer({ min: -100, max: 300 }), fc.integer({ min: 1, max: 20 }))
            .map(([at, length]): Span => [from + at * 600_000, from + (at + length) * 600_000]),
          bufferBefore: fc.constantFrom(0, 5, 30),
          bufferAfter: fc.constantFrom(0, 10, 45),
        }),
        { maxLength: 6 },
      ),
      rule: fc.record({
        durationMin: fc.constantFrom(10, 25, 30, 60, 120),
        stepMin: fc.constantFrom(10, 15, 20, 45, 60),
        bufferBeforeMin: fc.constantFrom(0, 10, 30),
        bufferAfterMin: fc.constantFrom(0, 15),
        minNoticeMin: fc.constantFrom(0, 60, 1440),
        grid: fc.constantFrom('range' as const, 'clock' as const),
        busyKeepsGrid: fc.boolean(),
        bufferPolicy: fc.constantFrom('max' as const, 'additive' as const),
      }),
      now: fc.integer({ min: -5000, max: 2000 }).map((minutes) => from + minutes * MINUTE),
      viewerTimeZone: fc.constant(viewerTimeZone),
      gridTimeZone: fc.constant(gridTimeZone),
      from: fc.constant(from),
      to: fc.integer({ min: 1, max: 200 }).map((quarters) => from + quarters * 900_000),
    }),
  );

/** The slow way: walk every grid minute by minute, look at everything each time. */
function naive({ open, busy: taken, rule: wanted, now, viewerTimeZone, gridTimeZone, from, to }: SlotQuestion): number[] {
  const whole = merge(open);
  const blocked = taken.map((one) => blockedBy(one, wanted));
  const inside = (at: number): boolean => whole.some(([start, end]) => start <= at && at < end);
  const hit = (start: number, end: number): boolean => blocked.some((block) => block[0] < end && start < block[1]);
  const fits = (start: number): boolean =>
    whole.some((stretch) => stretch[0] <= start && start + wanted.durationMin * MINUTE <= stretch[1]) && !hit(start, start + wanted.durationMin * MINUTE);
  const long = (at: number): boolean => whole.some(([start, end]) => start <= at && at < end && end - start > DAY);
  const starts: number[] = [];
  let next: number | undefined;
  const begin = Math.min(...whole.map(([start]) => start), from);
  for (let at = begin; at < to; at += MINUTE) {
    const was = at > begin && inside(at - MINUTE) && (wanted.busyKeepsGrid || !hit(at - MINUTE, at));
    const is = inside(at) && (wanted.busyKeepsGrid || !hit(at, at + MINUTE));
    const midnight = long(at) && civilDateOf(new Date(at), gridTimeZone) > civilDateOf(new Date(at - MINUTE), gridTimeZone);
    if (!is) next = undefined;
    else if (!was || midnight) {
      next = at;
      if (wanted.grid === 'clock') while ((next / MINUTE + offsetMinutes(at, viewerTimeZone)) % clockPart(wanted.stepMin) !== 0) next += MINUTE;
    }
    if (at !== next) continue;
    next += wanted.stepMin * MINUTE;
    if (at >= from && at >= now + wanted.minNoticeMin * MINUTE && fits(at)) starts.push(at);
  }
  return starts;
}

describe('any question', () => {
  it('has the answer of a slow and simple reading of the rules', () => {
    fc.assert(
      fc.property(questions, (question) => {
        expect(slotStarts(question)).toEqual(naive(question));
      }),
      { numRuns: runs },
    );
  });

  it('never offers a time that is taken, closed, too soon or outside what was asked', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const whole = merge(question.open);
        const starts = slotStarts(question);
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
        for (const start of starts) {
          const end = start + question.rule.durationMin * MINUTE;
          expect(whole.some((stretch) => stretch[0] <= start && end <= stretch[1])).toBe(true);
          expect(question.busy.some(({ during }) => during[0] < end && start < during[1])).toBe(false);
          expect(start).toBeGreaterThanOrEqual(Math.max(question.from, question.now));
          expect(start).toBeLessThan(question.to);
        }
      }),
      { numRuns: runs },
    );
  });

  it('asked narrower has a part of the answer, and with busy time that keeps the grid no new start', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const all = slotStarts(question);
        const middle = question.from + Math.floor((question.to - question.from) / 2);
        expect([...slotStarts({ ...question, to: middle }), ...slotStarts({ ...question, from: middle })]).toEqual(all);
        const keeps = { ...question, rule: { ...question.rule, busyKeepsGrid: true } };
        const idle = new Set(slotStarts({ ...keeps, busy: [] }));
        expect(slotStarts(keeps).every((start) => idle.has(start))).toBe(true);
      }),
      { numRuns: runs },
    );
  });

  it('is answered inside working hours of the wall clock, never in a gap', () => {
    fc.assert(
      fc.property(quarterHour, fc.constantFrom(...listZones()), (from, zone) => {
        const open = scheduleRanges(every(['01:00', '05:00']), zone, from - margin, from + 7 * DAY + margin);
        const starts = slotStarts({
          open,
          busy: [],
          rule: rule({ durationMin: 30, stepMin: 30 }),
          now: 0,
          viewerTimeZone: zone,
          gridTimeZone: zone,
          from,
          to: from + 7 * DAY,
        });
        for (const start of starts) {
          const hour = new Date(start + offsetMinutes(start, zone) * MINUTE).getUTCHours();
          expect(hour).toBeGreaterThanOrEqual(1);
          expect(hour).toBeLessThan(5);
        }
      }),
      { numRuns: runs },
    );
  });
});

describe('the yardstick month', () => {
  it('has the starts that its hours and bookings leave', () => {
    expect(monthOfSlots()).toBe(78);
  });
});
