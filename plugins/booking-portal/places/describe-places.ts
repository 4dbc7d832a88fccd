import type { Env } from '#core';
import type { Link } from '../open-times.ts';
import type { Place } from './place.ts';

/** A place as a guest chooses it. */
export type NamedPlace = { id: string; icon: string; text: string };

/** The places of a link by name, in the guest's language; its own words win. What was deleted since is left out. Two statements however many. */
export async function describePlaces(env: Env<'booking-portal'>, { places }: Link): Promise<NamedPlace[]> {
  if (places.length === 0) return [];
  const plugin = env.asPlugin();
  const roomIds = places.flatMap((place) => (place.kind === 'room' ? place.rooms : []));
  const virtualIds = places.flatMap((place) => (place.kind === 'video' ? [place.virtualRoom] : []));
  const rooms = new Map(
    roomIds.length === 0
      ? []
      : (await plugin.model('meeting.room').pick({ id: { in: roomIds } }, ['name', 'site'])).map(({ id, name, site }) => [
          id,
          site ? `${name}, ${site}` : name,
        ]),
  );
  const virtual = new Map(
    virtualIds.length === 0 ? [] : (await plugin.model('meeting.virtual_room').pick({ id: { in: virtualIds } }, ['name'])).map(({ id, name }) => [id, name]),
  );
  const name = (place: Place): NamedPlace[] => {
    const { id, label } = place;
    switch (place.kind) {
      case 'room': {
        const named = place.rooms.flatMap((room) => rooms.get(room) ?? []);
        if (place.rooms.length > 0 && named.length === 0) return [];
        const usual = named.length > 0 ? named.join(' · ') : place.site ? env.t('A room at {site}', { site: place.site }) : env.t('One of our rooms');
        return [{ id, icon: 'map-pin', text: label || usual }];
      }
      case 'video': {
        const known = virtual.get(place.virtualRoom);
        return known === undefined ? [] : [{ id, icon: 'video', text: label || known }];
      }
      case 'phone-guest':
        return [{ id, icon: 'phone', text: label || env.t('Phone: we call you') }];
      case 'phone-host':
        return [{ id, icon: 'phone', text: label || env.t('Phone: you call {number}', { number: place.phone }) }];
      case 'address':
        return [{ id, icon: 'map-pin', text: label ? `${label}: ${place.address}` : place.address }];
    }
  };
  return places.flatMap(name);
}
