import type { Env } from '#core';
import type { Held } from '../meetings/contract.ts';

/** Links for somebody's time, alone or with others: with a new host they offer that person's hours. Whoever hosts nothing any more has their links closed with a polite page. */
export const heldLinks: Held = {
  title: 'Booking links',
  list: async (env: Env<'booking-portal'>, person) => {
    const shared = await env.model('booking.link_host').pick({ person }, ['link']);
    const theirs = { $or: [{ host: person }, { id: { in: shared.map(({ link }) => link) } }] };
    return (await env.model('booking.link').pick(theirs, ['name'], { order: ['name'] })).map(({ id, name }) => ({
      id,
      label: name,
      href: `/app/booking.link/${id}`,
    }));
  },
  handOver: async (env: Env<'booking-portal'>, from, to) => {
    const { length } = await env.model('booking.link').update({ host: from }, { host: to });
    const shared = await env.model('booking.link_host').pick({ person: from }, ['link']);
    const there = await env.model('booking.link_host').pick({ person: to, link: { in: shared.map(({ link }) => link) } }, ['link']);
    const has = new Set(there.map(({ link }) => link));
    await env.model('booking.link_host').delete({ id: { in: shared.filter(({ link }) => has.has(link)).map(({ id }) => id) } });
    await env.model('booking.link_host').update({ person: from }, { person: to });
    return { done: length + shared.length, refused: [] };
  },
};
