import type { Env } from '#core';

/** A guest of the waiting list books what was kept: it is let go so that the guest can have it. In the booking's transaction. What is not kept any more is asked for like any other time. */
export async function takeOffer(env: Env<'booking-portal'>, id: string): Promise<void> {
  await env.service('calendar').release({ source: { model: 'booking.waiting', record: id } });
  await env.model('booking.waiting').update({ id, state: { in: ['waiting', 'offered', 'lapsed'] } }, { state: 'booked' });
}
