import type { Env } from '#core';
import { manageToken } from './manage-link.ts';
import type { Link } from './open-times.ts';

/**
 * Whoever goes back after booking and sends the form again is led to that booking. Asked by the browser's own secret: an address alone, which anybody may type, tells nothing.
 * @returns the token of the booking
 */
export async function bookedAlready(
  env: Env<'booking-portal'>,
  link: Link,
  { start, email, browser }: { start: Date; email: string; browser: string | undefined },
): Promise<string | undefined> {
  if (browser === undefined) return undefined;
  const plugin = env.asPlugin();
  // Where others may come at the same time, one browser may book for two.
  const own = link.seats > 1 || link.hosting !== 'host-alone' ? { guestEmail: email } : {};
  const [booking] = await plugin
    .model('booking.booking')
    .pick({ link: link.id, browser, ...own, leftAt: null, meeting: { where: { start, state: { in: ['draft', 'confirmed'] } } } }, ['id'], { limit: 1 });
  return booking && manageToken(plugin, booking.id);
}
