import { civilOfDay, dayNumber, dayNumberAt, epochOfWall, weekdayOfDay } from '#core';
import { holidaysOf } from './holidays/holidays-of.ts';
import { merge, type Span } from './ranges.ts';
import type { Schedule } from './schedule-shape.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

const clockOf = (clock: string): number => (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))) * MINUTE;

/** `["09:00", "17:00"]` → milliseconds of the civil day; one that ends before it starts is no availability. */
const spansOf = (ranges: readonly (readonly [string, string])[]): Span[] =>
  ranges.map(([opens, closes]): Span => [clockOf(opens), clockOf(closes)]).filter(([opens, closes]) => opens < closes);

type Plan = {
  byWeekday: readonly (readonly Span[])[];
  byDay: ReadonlyMap<number, readonly Span[]>;
  travel: readonly { from: number; to: number; zone: string }[];
  away: readonly Span[];
  /** Day numbers of a year's holidays on which nobody works, read when the year is first asked for. */
  holidays(year: number): ReadonlySet<number>;
};

function freeDays(holidays: Schedule['holidays']): Plan['holidays'] {
  const years = new Map<number, ReadonlySet<number>>();
  return (year) => {
    const known = years.get(year);
    if (known) return known;
    const days = holidays ? holidaysOf(holidays, year).filter(({ date }) => !holidays.working.includes(date)) : [];
    const free = new Set(days.flatMap(({ date }) => dayNumber(date) ?? []));
    years.set(year, free);
    return free;
  };
}

/** A schedule is asked again and again between two changes: read its texts once. */
const plans = new WeakMap<Schedule, Plan>();

function planOf(schedule: Schedule): Plan {
  const known = plans.get(schedule);
  if (known) return known;
  const byWeekday: Span[][] = Array.from({ length: 8 }, () => []);
  for (const { days, ranges } of schedule.weekly) {
    const spans = spansOf(ranges);
    for (const day of new Set(days)) byWeekday[day]?.push(...spans);
  }
  const byDay = new Map<number, Span[]>();
  for (const { date, ranges } of schedule.overrides ?? []) {
    const day = dayNumber(date);
    if (day === undefined) continue;
    // Several overrides of one date add up, as several lines of one form would.
    byDay.set(day, [...(byDay.get(day) ?? []), ...spansOf(ranges)]);
  }
  const travel = (schedule.travel ?? []).flatMap(({ from, to, timeZone }) => {
    const first = dayNumber(from);
    const last = to === undefined ? Number.POSITIVE_INFINITY : dayNumber(to);
    return first === undefined || last === undefined ? [] : [{ from: first, to: last, zone: timeZone }];
  });
  const away = (schedule.away ?? []).flatMap(({ from, to }): Span[] => {
    const [first, last] = [dayNumber(from), dayNumber(to)];
    return first === undefined || last === undefined ? [] : [[first, last]];
  });
  const plan = { byWeekday, byDay, travel, away, holidays: freeDays(schedule.holidays) };
  plans.set(schedule, plan);
  return plan;
}

/** Hours of a day that has none of its own: those of its weekday, and none on a holiday. */
function usual({ byWeekday, holidays }: Plan, schedule: Schedule, day: number): readonly Span[] {
  const spans = byWeekday[weekdayOfDay(day)] ?? [];
  if (spans.length === 0 || !schedule.holidays) return spans;
  return holidays(Number(civilOfDay(day).slice(0, 4))).has(day) ? [] : spans;
}

/**
 * The open stretches of a schedule between two instants (epoch milliseconds), clipped to them, merged. Each civil day is read on its own: date and wall clock to instant, so a
 * day of change has as many hours as really pass; a time that the clock skips is the end of the gap; a day that the zone skipped has none.
 * @param timeZone IANA, where no travel period says otherwise
 */
export function scheduleRanges(schedule: Schedule, timeZone: string, from: number, to: number): readonly Span[] {
  if (from >= to) return [];
  const plan = planOf(schedule);
  const { byDay, travel } = plan;
  const spans: Span[] = [];
  // Zones reach from UTC-12 to UTC+14 and a range may end a day after it began: a day on either side sees them all.
  for (let day = Math.floor(from / DAY) - 2; day * DAY <= to + DAY; day++) {
    const ranges = byDay.get(day) ?? usual(plan, schedule, day);
    if (ranges.length === 0 || plan.away.some(([first, last]) => first <= day && day <= last)) continue;
    const zone = travel.find((period) => period.from <= day && day <= period.to)?.zone ?? timeZone;
    for (const [opens, closes] of ranges) {
      const start = epochOfWall(day * DAY + opens, zone, 'end');
      const end = epochOfWall(day * DAY + closes, zone, 'end');
      if (start === undefined || end === undefined) continue;
      const first = Math.max(start, from);
      const last = Math.min(end, to);
      if (first < last) spans.push([first, last]);
    }
  }
  return merge(spans);
}

/** The first instants of the civil days of a zone that begin in (from, to). */
export function midnights(zone: string, from: number, to: number): number[] {
  const starts: number[] = [];
  for (let day = dayNumberAt(from, zone) + 1; ; day++) {
    const start = epochOfWall(day * DAY, zone, 'end');
    if (start === undefined || start >= to) return starts;
    if (start > from && start !== starts[starts.length - 1]) starts.push(start);
  }
}
