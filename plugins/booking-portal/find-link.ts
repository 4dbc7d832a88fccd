import { AtriumError, type Env } from '#core';
import type { PublicRoom } from '../meetings/contract.ts';
import { allowFrames } from './embed/frames.ts';
import { hostsOf, personsOf } from './hosts.ts';
import type { Link } from './open-times.ts';
import { describePlaces, type NamedPlace } from './places/describe-places.ts';
import { useStyle } from './style/page-style.tsx';
import { bookingsOf, isUsedUp } from './used-up.ts';

/** A link as its page shows it: no address, no zone of anybody, no id of a person. */
export type OpenLink = {
  link: Link;
  /** Null: the link does not say who. Names of several are one text. */
  host: { name: string } | null;
  place: { icon: string; text: string }[];
  /** Minutes, ascending: the link's own and the others. */
  lengths: readonly number[];
  /** What the guest chooses from; none: `place` it is. */
  places: readonly NamedPlace[];
};

/** Of no record. */
export const NOBODY = '00000000-0000-7000-8000-000000000000';

/** The link of the token, when it is open: active, not expired, not used up, its host still here. Undefined says no more than that, and takes as long. `unnamed`: who shows no page needs no names of rooms. */
export async function findLink(env: Env<'booking-portal'>, places: 'named' | 'unnamed' = 'named'): Promise<OpenLink | undefined> {
  const link = await readLink(env);
  if (link) allowFrames(env, link.embedSites);
  const stands = link?.active && (link.expiresAt === null || link.expiresAt > env.now());
  const isOpen = stands && !(await isUsedUp(env, link));
  const found = isOpen ? await describe(env, link, places) : undefined;
  if (found && places === 'named') await useStyle(env, found.link.style);
  if (found) return found;
  // What was not looked up yet is looked up now, for nobody: how long the answer takes does not tell what is wrong.
  const plugin = env.asPlugin();
  if (env.principal.kind !== 'portal') await plugin.model('booking.link').find({ id: NOBODY });
  if (!stands || link.maxBookings === null) await bookingsOf(plugin, NOBODY);
  if (!isOpen) await plugin.service('base').people({ ids: [NOBODY] });
  if (!isOpen || link.hosting === 'host-alone') await plugin.model('booking.link_host').find({ link: NOBODY });
  return undefined;
}

async function readLink(env: Env<'booking-portal'>): Promise<Link | undefined> {
  if (env.principal.kind !== 'portal') return undefined;
  try {
    return await env.model('booking.link').get(env.principal.record);
  } catch (error) {
    if (error instanceof AtriumError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
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
  if (places === 'unnamed') return { link, host, place: [], lengths, places: [] };
  if (link.places.length > 0) return { link, host, place: [], lengths, places: await describePlaces(env, link) };
  const rooms: Pick<PublicRoom, 'name' | 'site'>[] = link.room ? await plugin.model('meeting.room').pick({ id: link.room }, ['name', 'site']) : [];
  const virtual = link.virtualRoom ? await plugin.model('meeting.virtual_room').pick({ id: link.virtualRoom }, ['name']) : [];
  const place = [
    ...rooms.map(({ name, site }) => ({ icon: 'map-pin', text: site ? `${name}, ${site}` : name })),
    ...virtual.map(({ name }) => ({ icon: 'video', text: name })),
  ];
  return { link, host, place, lengths, places: [] };
}
