import type { Env } from '#core';
import type { Held } from '../meetings/contract.ts';

/** Links that are open for somebody's time: with a new host they offer that person's hours. Whoever hosts nothing any more has their links closed with a polite page. */
export const heldLinks: Held = {
  title: 'Booking links',
  list: async (env: Env<'booking-portal'>, person) =>
    (await env.model('booking.link').pick({ host: person, active: true }, ['name'], { order: ['name'] })).map(({ id, name }) => ({
      id,
      label: name,
      href: `/app/booking.link/${id}`,
    })),
  handOver: async (env: Env<'booking-portal'>, from, to) => ({
    done: (await env.model('booking.link').update({ host: from, active: true }, { host: to })).length,
    refused: [],
  }),
};
