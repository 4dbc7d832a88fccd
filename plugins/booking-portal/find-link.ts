import { AtriumError, type Env } from '#core';
import type { PublicRoom } from '../meetings/contract.ts';
import { allowFrames } from './embed/frames.ts';
import { hostsOf, personsOf } from './hosts.ts';
import type { Link } from './open-times.ts';

/** A link as its page shows it: no address, no zone of anybody, no id of a person. */
export type OpenLink = {
  link: Link /** Null: the link does not say who. Names of several are one text. */;
  host: { name: string } | null;
  place: { icon: string; text: string }[] /** Minutes, ascending: the link's own and the others. */;
  lengths: readonly number[];
};

/** The link of the token, when it is open: active, not expired, its host still here. Undefined says no more than that. `unnamed`: who shows no page needs no names of rooms. */
export async function findLink(env: Env<'booking-portal'>, places: 'named' | 'unnamed' = 'named'): Promise<OpenLink | undefined> {
  if (env.principal.kind !== 'portal') return undefined;
  let link: Link;
  try {
    link = await env.model('booking.link').get(env.principal.record);
  } catch (error) {
    if (error instanceof AtriumError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
  allowFrames(env, link.embedSites);
  return link.active && (link.expiresAt === null || link.expiresAt > env.now()) ? describe(env, link, places) : undefined;
}

/** A link by its id, also when it has closed since: for who has booked over it already. */
export async function linkOf(env: Env<'booking-portal'>, id: string): Promise<OpenLink | undefined> {
  const [link] = await env.asPlugin().model('booking.link').find({ id });
  return link ? describe(env, link) : undefined;
}

/** Names of those who may meet the guest; undefined: there is nobody left. */
async function hostNames(env: Env<'booking-portal'>, link: Link): Promise<string[] | undefined> {
  const persons = personsOf(await hostsOf(env, link));
  const hosts = (await env.service('base').people({ ids: persons })).filter(({ active }) => active);
  const missing = link.hosting === 'all-of-them' || link.hosting === 'host-alone' ? persons.length - hosts.length : 0;
  return hosts.length === 0 || missing > 0 ? undefined : hosts.map(({ name }) => name);
}

async function describe(env: Env<'booking-portal'>, link: Link, places: 'named' | 'unnamed' = 'named'): Promise<OpenLink | undefined> {
  const plugin = env.asPlugin();
  const names = await hostNames(plugin, link);
  if (!names) return undefined;
  const host = link.showHost ? { name: names.join(', ') } : null;
  const lengths = [...new Set([link.durationMin, ...link.otherDurations])].sort((a, b) => a - b);
  if (places === 'unnamed') return { link, host, place: [], lengths };
  const rooms: Pick<PublicRoom, 'name' | 'site'>[] = link.room ? await plugin.model('meeting.room').pick({ id: link.room }, ['name', 'site']) : [];
  const virtual = link.virtualRoom ? await plugin.model('meeting.virtual_room').pick({ id: link.virtualRoom }, ['name']) : [];
  const place = [
    ...rooms.map(({ name, site }) => ({ icon: 'map-pin', text: site ? `${name}, ${site}` : name })),
    ...virtual.map(({ name }) => ({ icon: 'video', text: name })),
  ];
  return { link, host, place, lengths };
}
