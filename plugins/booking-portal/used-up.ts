import type { AnyDomain, Env } from '#core';
import type { Link } from './open-times.ts';

/** Bookings that count for "closes after so many": what was declined, has lapsed, was cancelled or given back leaves room for another. */
export const counting = (links: readonly string[]): AnyDomain => ({
  link: { in: [...links] },
  leftAt: null,
  meeting: { where: { state: { in: ['draft', 'confirmed', 'done'] } } },
});

export const bookingsOf = (env: Env<'booking-portal'>, link: string): Promise<number> =>
  env
    .asPlugin()
    .model('booking.booking')
    .count(counting([link]));

/** Has it been used as often as it may be? Asks nobody where there is no such limit. */
export const isUsedUp = async (env: Env<'booking-portal'>, { id, maxBookings }: Pick<Link, 'id' | 'maxBookings'>): Promise<boolean> =>
  maxBookings !== null && (await bookingsOf(env, id)) >= maxBookings;
