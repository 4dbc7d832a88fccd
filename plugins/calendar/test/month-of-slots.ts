import { intersect } from '../ranges.ts';
import { scheduleRanges } from '../schedule-ranges.ts';
import type { Schedule } from '../schedule-shape.ts';
import { type Busy, margin, slotStarts } from '../slots.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const weekdays: Schedule = { weekly: [{ days: [1, 2, 3, 4, 5], ranges: [['09:00', '17:00']] }] };
const hostHours: Schedule = {
  weekly: [
    {
      days: [1, 2, 3, 4, 5],
      ranges: [
        ['08:30', '12:00'],
        ['13:00', '18:00'],
      ],
    },
  ],
};

/**
 * The yardstick for computing: 31 days of a host in New York behind a link in Berlin hours, two bookings on every day, over the October and November changes, for a viewer in Kathmandu.
 * Returns how many starts there are; every call begins from the stored shapes, as a request does.
 */
export function monthOfSlots(): number {
  const from = Date.UTC(2026, 9, 15);
  const to = from + 31 * DAY;
  const busy = Array.from({ length: 62 }, (_, index): Busy => {
    const start = from + index * 12 * HOUR + 2 * HOUR;
    return { during: [start, start + HOUR], bufferBefore: 0, bufferAfter: 15 };
  });
  const open = intersect([
    scheduleRanges(weekdays, 'Europe/Berlin', from - margin, to + margin),
    scheduleRanges(hostHours, 'America/New_York', from - margin, to + margin),
  ]);
  return slotStarts({
    open,
    busy,
    rule: { durationMin: 30, stepMin: 15, bufferBeforeMin: 5, bufferAfterMin: 5, minNoticeMin: 120, grid: 'range', busyKeepsGrid: true },
    now: from,
    viewerTimeZone: 'Asia/Kathmandu',
    gridTimeZone: 'Europe/Berlin',
    from,
    to,
  }).length;
}
