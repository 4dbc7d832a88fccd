import type { Env } from '#core';
import { type Link, queryOf, type Range } from '../open-times.ts';

/** A meeting of a link to which several guests come. `left`: seats that may still be booked. */
export type SharedMeeting = { meeting: string; start: Date; left: number; hosts: readonly string[] };

/** Seats that are kept for guests of the waiting list, by start (epoch ms); `except` one of them, who takes it now. */
async function keptSeats(env: Env<'booking-portal'>, link: Link, { from, to }: Range, except: string | undefined): Promise<Map<number, number>> {
  const kept = new Map<number, number>();
  if (!link.waitlist) return kept;
  const offers = await env
    .asPlugin()
    .model('booking.waiting')
    .pick({ link: link.id, state: 'offered', offeredUntil: { gt: env.now() }, offeredStart: { gte: from, lt: to } }, ['offeredStart']);
  for (const { id, offeredStart } of offers) {
    if (offeredStart && id !== except) kept.set(offeredStart.getTime(), (kept.get(offeredStart.getTime()) ?? 0) + 1);
  }
  return kept;
}

/** The shared meetings of a link that start in that stretch, with their length and place as chosen; the number of statements does not depend on how many guests there are. */
export async function sharedMeetings(env: Env<'booking-portal'>, link: Link, range: Range, except?: string): Promise<SharedMeeting[]> {
  if (link.seats === 1) return [];
  const plugin = env.asPlugin();
  const events = { state: { in: ['draft' as const, 'confirmed' as const] }, start: { gte: range.from, lt: range.to } };
  const bookings = await plugin
    .model('booking.booking')
    .pick({ link: link.id, shared: true, leftAt: null, meeting: { where: events } }, ['meeting', 'seats', 'hosts', 'place']);
  if (bookings.length === 0) return [];
  const byMeeting = Map.groupBy(bookings, ({ meeting }) => meeting);
  const found = await plugin.model('meeting.event').pick({ id: { in: [...byMeeting.keys()] } }, ['start', 'end']);
  const kept = await keptSeats(env, link, range, except);
  return found.flatMap(({ id, start, end }) => {
    const seats = byMeeting.get(id) ?? [];
    const [first] = seats;
    if (end.getTime() - start.getTime() !== link.durationMin * 60_000 || first?.place !== (link.chosen?.id ?? null)) return [];
    const taken = seats.reduce((sum, one) => sum + one.seats, kept.get(start.getTime()) ?? 0);
    return [{ meeting: id, start, left: Math.max(0, link.seats - taken), hosts: first.hosts }];
  });
}

/** Starts that the link would offer if nothing were taken: hours, steps, notice and window alone. */
export async function startsByRule(env: Env<'booking-portal'>, link: Link, range: Range): Promise<Date[]> {
  return env.service('calendar').slots({ ...(await queryOf(env, link, range, [])), resources: [] });
}

/** Seats that are left at the times at which somebody has booked one, by start (epoch ms); all are at the others. Undefined where the link does not tell, or has one seat. */
export async function seatsLeft(env: Env<'booking-portal'>, link: Link, range: Range): Promise<ReadonlyMap<number, number> | undefined> {
  if (link.seats === 1 || !link.showSeats) return undefined;
  return new Map((await sharedMeetings(env, link, range)).map(({ start, left }) => [start.getTime(), left]));
}

/** Those of the shared meetings to which a guest may still come. */
export async function joinable(env: Env<'booking-portal'>, link: Link, range: Range, except?: string): Promise<SharedMeeting[]> {
  const standing = (await sharedMeetings(env, link, range, except)).filter(({ left }) => left > 0);
  if (standing.length === 0) return [];
  const allowed = new Set((await startsByRule(env, link, range)).map((start) => start.getTime()));
  return standing.filter(({ start }) => allowed.has(start.getTime()));
}
