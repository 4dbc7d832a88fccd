import type { Env } from '#core';
import type { Resource } from '../calendar/contract.ts';
import { assign, type Candidate } from './assign.ts';
import type { Link } from './open-times.ts';

/** Whose time a link offers: all of `fixed`, and `needed` of `choice`. */
export type Hosts = { fixed: readonly string[]; choice: readonly { person: string; weight: number }[]; needed: number };

/** Asks nobody where the link has one host. A link whose list is empty is its owner's. */
export async function hostsOf(env: Env<'booking-portal'>, link: Link): Promise<Hosts> {
  if (link.hosting === 'host-alone') return { fixed: [link.host], choice: [], needed: 0 };
  const listed = await env
    .asPlugin()
    .model('booking.link_host')
    .find({ link: link.id }, { order: ['createdAt'] });
  if (listed.length === 0) return { fixed: [link.host], choice: [], needed: 0 };
  if (link.hosting === 'all-of-them') return { fixed: listed.map(({ person }) => person), choice: [], needed: 0 };
  return { fixed: [], choice: listed, needed: link.hosting === 'any-of-several' ? 1 : Math.min(link.hostsNeeded, listed.length) };
}

export const personsOf = ({ fixed, choice }: Hosts): string[] => [...fixed, ...choice.map(({ person }) => person)];

export const asResources = (persons: readonly string[]): Resource[] => persons.map((id) => ({ kind: 'person' as const, id }));

/**
 * Who of those that are free meets the guest, by the link's policy; as many as are needed. Called under the locks of all of them, so that two guests at once are given to two hosts.
 * @param free persons that are free at the chosen time
 */
export async function chooseHosts(env: Env<'booking-portal'>, link: Link, { choice, needed }: Hosts, free: ReadonlySet<string>): Promise<string[]> {
  const candidates = choice.filter(({ person }) => free.has(person));
  if (candidates.length <= needed) return candidates.map(({ person }) => person);
  const plugin = env.asPlugin();
  const bookings = await plugin.model('booking.booking').pick({ link: link.id }, ['meeting', 'hosts', 'createdAt'], { order: ['-createdAt'], limit: 1_000 });
  const ids = bookings.map(({ meeting }) => meeting);
  const ahead =
    ids.length === 0
      ? []
      : await plugin.model('meeting.event').pick({ id: { in: ids }, start: { gt: env.now() }, state: { in: ['draft', 'confirmed'] } }, ['id']);
  const live = new Set(ahead.map(({ id }) => id));
  const byPerson = new Map<string, Pick<Candidate, 'lastBookedAt' | 'upcoming'>>();
  for (const { meeting, hosts, createdAt } of bookings) {
    for (const person of hosts) {
      const { lastBookedAt = createdAt, upcoming = 0 } = byPerson.get(person) ?? {};
      byPerson.set(person, { lastBookedAt, upcoming: upcoming + (live.has(meeting) ? 1 : 0) });
    }
  }
  const ranked = assign(
    link.assignment,
    candidates.map(({ person, weight }) => ({ id: person, weight, ...(byPerson.get(person) ?? { lastBookedAt: null, upcoming: 0 }) })),
  );
  return ranked.slice(0, needed).map(({ id }) => id);
}
