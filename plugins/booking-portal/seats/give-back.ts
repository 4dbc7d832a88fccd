import type { Env, Row } from '#core';
import { fault } from '../faults.ts';
import { tellThread } from './tell-thread.ts';

export type SharedBooking = Row<'booking-portal', 'booking.booking'>;

/**
 * A guest's seat is free again, with those of who came along. The meeting goes on with the others; without any guest it is cancelled. The others hear nothing of it.
 * In one transaction, behind the bookings of the same link.
 * @throws BOOKING_LINK_USED where it was given back already
 */
export function giveBack(env: Env<'booking-portal'>, { id, link }: SharedBooking, reason?: string): Promise<void> {
  return env.tx(async () => {
    if (link) await env.lockKeys([`calendar:${env.org}:booking_link:${link}`]);
    const [booking] = await env.model('booking.booking').lock({ id });
    if (!booking || booking.leftAt !== null) throw fault('BOOKING_LINK_USED');
    const { meeting, guestName: name } = booking;
    const staying = await env.model('booking.booking').find({ meeting, leftAt: null, id: { ne: id } });
    const still = new Set(staying.flatMap(({ guestEmail, others }) => [guestEmail, ...others.map(({ email }) => email)]));
    const emails = [booking.guestEmail, ...booking.others.map(({ email }) => email)].filter((email) => !still.has(email));
    await env.model('booking.booking').update(id, { leftAt: env.now() });
    const { version, guests } = await env.service('meetings').leave({ id: meeting, emails, moved: booking.moves });
    if (guests === 0) await env.service('meetings').cancel({ id: meeting, version, ...(reason ? { reason } : {}) });
    else if (reason) await tellThread(env, meeting, '{name} gave the seat back: {reason}', { name, reason });
    else await tellThread(env, meeting, '{name} gave the seat back.', { name });
  });
}
