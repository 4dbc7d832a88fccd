import { addDays, civilDateOf, type Env, endOfDay, weekdayOf } from '#core';
import type { Link } from './open-times.ts';

/** What stands already: instants. */
type Taken = { start: Date; end: Date };

type Stretch = { count: number | null; minutes: number | null; of(day: string): string };

/** Limits of a link that are set, with the stretch that a civil day belongs to. */
function limitsOf(link: Link): Stretch[] {
  const monday = (day: string): string => addDays(day, 1 - weekdayOf(day));
  const all: Stretch[] = [
    { count: link.maxPerDay, minutes: link.maxMinutesPerDay, of: (day) => day },
    { count: link.maxPerWeek, minutes: link.maxMinutesPerWeek, of: monday },
    { count: link.maxPerMonth, minutes: link.maxMinutesPerMonth, of: (day) => day.slice(0, 7) },
  ];
  return all.filter(({ count, minutes }) => count !== null || minutes !== null);
}

const minutesOf = ({ start, end }: Taken): number => (end.getTime() - start.getTime()) / 60_000;

/** Starts that stay within the limits of a day, a week (from Monday) and a month, on the clock of the link's zone. */
export function withinLimits(link: Link, starts: readonly Date[], taken: readonly Taken[]): Date[] {
  const limits = limitsOf(link).map((limit) => {
    const used = new Map<string, { count: number; minutes: number }>();
    for (const one of taken) {
      const key = limit.of(civilDateOf(one.start, link.timeZone));
      const known = used.get(key) ?? { count: 0, minutes: 0 };
      used.set(key, { count: known.count + 1, minutes: known.minutes + minutesOf(one) });
    }
    return { ...limit, used };
  });
  return starts.filter((start) => {
    const day = civilDateOf(start, link.timeZone);
    return limits.every(({ count, minutes, of, used }) => {
      const { count: had, minutes: spent } = used.get(of(day)) ?? { count: 0, minutes: 0 };
      return (count === null || had < count) && (minutes === null || spent + link.durationMin <= minutes);
    });
  });
}

/** Takes starts out that a limit forbids; asks for the bookings of the months around once, and not at all where no limit is set. */
export async function keepLimits(env: Env<'booking-portal'>, link: Link, starts: readonly Date[], ignoreMeeting?: string): Promise<readonly Date[]> {
  const [first, last] = [starts[0], starts.at(-1)];
  if (!first || !last || limitsOf(link).length === 0) return starts;
  const day = (at: Date): string => civilDateOf(at, link.timeZone);
  const from = endOfDay(addDays(`${day(first).slice(0, 7)}-01`, -8), link.timeZone);
  const to = endOfDay(addDays(day(last), 38), link.timeZone);
  const plugin = env.asPlugin();
  const bookings = await plugin.model('booking.booking').pick({ link: link.id, meeting: { where: { start: { gte: from, lt: to } } } }, ['meeting']);
  const ids = bookings.map(({ meeting }) => meeting).filter((id) => id !== ignoreMeeting);
  const taken =
    ids.length === 0 ? [] : await plugin.model('meeting.event').pick({ id: { in: ids }, state: { in: ['draft', 'confirmed', 'done'] } }, ['start', 'end']);
  return withinLimits(link, starts, taken);
}
