import { AtriumError, type Env } from '#core';
import type { PublicPerson } from '../base/contract.ts';
import type { PublicRoom } from '../meetings/contract.ts';
import type { Link } from './open-times.ts';

/** A link as its page shows it: no address, no zone of anybody, no id of a person. */
export type OpenLink = { link: Link; host: Pick<PublicPerson, 'name'>; place: { icon: string; text: string }[] };

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
  return link.active && (link.expiresAt === null || link.expiresAt > env.now()) ? describe(env, link, places) : undefined;
}

/** A link by its id, also when it has closed since: for who has booked over it already. */
export async function linkOf(env: Env<'booking-portal'>, id: string): Promise<OpenLink | undefined> {
  const [link] = await env.asPlugin().model('booking.link').find({ id });
  return link ? describe(env, link) : undefined;
}

async function describe(env: Env<'booking-portal'>, link: Link, places: 'named' | 'unnamed' = 'named'): Promise<OpenLink | undefined> {
  const plugin = env.asPlugin();
  const [host] = await plugin.service('base').people({ ids: [link.host] });
  if (!host?.active) return undefined;
  if (places === 'unnamed') return { link, host: { name: host.name }, place: [] };
  const rooms: Pick<PublicRoom, 'name' | 'site'>[] = link.room ? await plugin.model('meeting.room').pick({ id: link.room }, ['name', 'site']) : [];
  const virtual = link.virtualRoom ? await plugin.model('meeting.virtual_room').pick({ id: link.virtualRoom }, ['name']) : [];
  const place = [
    ...rooms.map(({ name, site }) => ({ icon: 'map-pin', text: site ? `${name}, ${site}` : name })),
    ...virtual.map(({ name }) => ({ icon: 'video', text: name })),
  ];
  return { link, host: { name: host.name }, place };
}
