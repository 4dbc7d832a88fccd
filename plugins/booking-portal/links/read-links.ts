import type { Env, Row } from '#core';
import { counting } from '../used-up.ts';
import { keeps } from './kept-link.ts';

type PortalEnv = Env<'booking-portal'>;

export const A_PAGE = 20;

/** Why a link cannot be booked at the moment, if so. */
export type Standing = 'open' | 'off' | 'closed' | 'used';

export type ListedLink = {
  link: Pick<
    Row<'booking-portal', 'booking.link'>,
    'id' | 'name' | 'host' | 'durationMin' | 'otherDurations' | 'active' | 'expiresAt' | 'maxBookings' | 'approval' | 'hosting' | 'seed' | 'slug'
  >;
  host: string;
  kept: boolean;
  standing: Standing;
  bookings: number;
};

export type LinkList = { all: boolean; find: string; links: ListedLink[]; page: number; more: boolean };

/** My links, or those of everybody, with how they stand. The number of statements does not depend on how many there are. */
export async function readLinks(env: PortalEnv, all: boolean, find: string, page: number): Promise<LinkList> {
  const person = env.principal.kind === 'user' ? env.principal.person : '';
  const found = await env
    .model('booking.link')
    .pick(
      { $and: [all ? true : { host: person }, find === '' ? true : { $or: [{ name: { like: find } }, { description: { like: find } }] }] },
      ['name', 'host', 'durationMin', 'otherDurations', 'active', 'expiresAt', 'maxBookings', 'approval', 'hosting', 'slug'],
      { order: ['name'], limit: A_PAGE + 1, offset: (page - 1) * A_PAGE },
    );
  const links = found.slice(0, A_PAGE);
  const ids = links.map(({ id }) => id);
  const plugin = env.asPlugin();
  const seeds = new Map(ids.length === 0 ? [] : (await plugin.model('booking.link').pick({ id: { in: ids } }, ['seed'])).map(({ id, seed }) => [id, seed]));
  const counts = new Map(
    ids.length === 0 ? [] : (await plugin.model('booking.booking').group(counting(ids), ['link'])).map(({ link, count }) => [link, count]),
  );
  const people = new Map((await env.service('base').people({ ids: links.map(({ host }) => host) })).map((one) => [one.id, one]));
  const now = env.now();
  return {
    all,
    find,
    page,
    more: found.length > A_PAGE,
    links: links.map((link) => {
      const bookings = counts.get(link.id) ?? 0;
      const standing: Standing = !link.active
        ? 'off'
        : (link.expiresAt !== null && link.expiresAt <= now) || people.get(link.host)?.active === false
          ? 'closed'
          : link.maxBookings !== null && bookings >= link.maxBookings
            ? 'used'
            : 'open';
      return { link: { ...link, seed: seeds.get(link.id) ?? '' }, host: people.get(link.host)?.name ?? '', kept: keeps(env, link.host), standing, bookings };
    }),
  };
}
