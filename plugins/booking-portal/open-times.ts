import type { Env, Row } from '#core';
import type { AvailabilityQuery } from '../calendar/contract.ts';

export type Link = Row<'booking-portal', 'booking.link'>;

/** What a link asks of the calendar: the host, the room and the virtual room are free together, within the link's own hours. */
export async function queryOf(env: Env<'booking-portal'>, link: Link, range: { from: Date; to: Date; viewerTimeZone: string }): Promise<AvailabilityQuery> {
  const schedule = await env.asPlugin().model('calendar.schedule').get(link.schedule);
  return {
    resources: [
      { kind: 'person', id: link.host },
      ...(link.room ? [{ kind: 'room' as const, id: link.room }] : []),
      ...(link.virtualRoom ? [{ kind: 'virtual_room' as const, id: link.virtualRoom }] : []),
    ],
    schedule: { timeZone: schedule.timeZone, schedule: { weekly: schedule.weekly, overrides: schedule.overrides, travel: schedule.travel } },
    rule: {
      durationMin: link.durationMin,
      stepMin: link.stepMin,
      bufferBeforeMin: link.bufferBeforeMin,
      bufferAfterMin: link.bufferAfterMin,
      minNoticeMin: link.minNoticeMin,
      grid: 'range',
      window: { type: 'rolling', days: link.windowDays, count: 'calendar' },
    },
    ...range,
  };
}

/** Starts that a guest can book now, ascending. */
export async function openTimes(
  env: Env<'booking-portal'>,
  link: Link,
  range: { from: Date; to: Date; viewerTimeZone: string },
  ignoreMeeting?: string,
): Promise<Date[]> {
  const query = await queryOf(env, link, range);
  return env.service('calendar').slots({ ...query, ...(ignoreMeeting ? { ignore: { model: 'meeting.event', record: ignoreMeeting } } : {}) });
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The three free starts nearest to the one that was refused, looking a week to both sides. */
export async function nearestTimes(env: Env<'booking-portal'>, link: Link, wanted: Date, viewerTimeZone: string): Promise<Date[]> {
  const now = env.now().getTime();
  const center = Math.min(Math.max(wanted.getTime(), now), now + link.windowDays * DAY_MS);
  const range = { from: new Date(Math.max(now, center - 7 * DAY_MS)), to: new Date(center + 14 * DAY_MS), viewerTimeZone };
  const open = (await openTimes(env, link, range)).filter((start) => start.getTime() !== wanted.getTime());
  return open
    .sort((a, b) => Math.abs(a.getTime() - wanted.getTime()) - Math.abs(b.getTime() - wanted.getTime()))
    .slice(0, 3)
    .sort((a, b) => a.getTime() - b.getTime());
}
