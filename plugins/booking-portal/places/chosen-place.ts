import type { Env } from '#core';
import type { MeetingLocation } from '../../meetings/contract.ts';
import type { Link } from '../open-times.ts';
import type { Place } from './place.ts';

/** Rooms of a site that may be booked by whoever hosts, and hold the guests and their host. */
async function roomsOf(env: Env<'booking-portal'>, link: Link, { rooms, site }: Place & { kind: 'room' }): Promise<string[]> {
  if (rooms.length > 0) return rooms;
  const found = await env
    .asPlugin()
    .model('meeting.room')
    .pick({ active: true, capacity: { gt: link.seats }, ...(site === '' ? {} : { site }) }, ['bookableBy'], { order: ['capacity', 'name'], limit: 50 });
  return found.filter(({ bookableBy }) => bookableBy.length === 0).map(({ id }) => id);
}

/**
 * The link as it is for a guest who chose this of its places; an unknown one is the first. A link without places to choose from stays as it is, with its room and its
 * virtual room.
 */
export async function withPlace(env: Env<'booking-portal'>, link: Link, id: string | undefined): Promise<Link> {
  const chosen = link.places.find((place) => place.id === id) ?? link.places[0];
  if (!chosen) return link;
  const none = { ...link, chosen, room: null, virtualRoom: null };
  if (chosen.kind === 'video') return { ...none, virtualRoom: chosen.virtualRoom };
  if (chosen.kind !== 'room') return none;
  const rooms = await roomsOf(env, link, chosen);
  const [only] = rooms;
  return rooms.length === 1 && only ? { ...none, room: only } : { ...none, roomChoice: rooms };
}

/** Where a meeting takes place that has no room of ours. @param phone the guest's number */
export function locationOf({ chosen, seats }: Link, phone: string | undefined): MeetingLocation | undefined {
  if (chosen?.kind === 'address') return { kind: 'address', text: chosen.address };
  if (chosen?.kind === 'phone-host') return { kind: 'phone-host', text: chosen.phone };
  // Of several guests each has a number, and none reads those of the others.
  return chosen?.kind === 'phone-guest' ? { kind: 'phone-guest', text: seats > 1 ? '' : (phone ?? '') } : undefined;
}
