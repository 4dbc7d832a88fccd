import { z } from 'zod';
import { AtriumError, type Env, html, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { lineOf, PlacesPage } from './places-page.tsx';
import { readPlaces } from './read-places.ts';

type PortalEnv = Env<'booking-portal'>;
const params = z.object({ id: z.uuid() });
const MOST = 200;

/** Rooms and virtual rooms that the host may read. */
async function choicesOf(env: PortalEnv) {
  const named = (name: string, site: string | null): string => (site ? `${name}, ${site}` : name);
  const rooms = await env.model('meeting.room').pick({ active: true }, ['name', 'site'], { order: ['name'], limit: MOST });
  const virtualRooms = await env.model('meeting.virtual_room').pick({ active: true }, ['name'], { order: ['name'], limit: MOST });
  return { rooms: rooms.map(({ id, name, site }) => ({ id, name: named(name, site) })), virtualRooms };
}

/** For the owner of a link and those who keep all links: the rules of the model decide, so anybody else finds nothing there. */
export const placesRoutes = [
  route({
    method: 'GET',
    path: '/app/booking-links/:id/places',
    auth: 'user',
    summary: 'The places among which the guests of a link choose',
    params,
    handler: async (env: PortalEnv, request) => {
      const link = await env.model('booking.link').get(request.params.id);
      return html(<PlacesPage env={env} link={link} lines={link.places.map(lineOf)} {...(await choicesOf(env))} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/booking-links/:id/places',
    auth: 'user',
    summary: 'Changes the places among which the guests of a link choose',
    params,
    body: z.looseObject({}),
    handler: async (env: PortalEnv, request) => {
      const link = await env.model('booking.link').get(request.params.id);
      const choices = await choicesOf(env);
      const ids = (all: readonly { id: string }[]): Set<string> => new Set(all.map(({ id }) => id));
      const known = { rooms: ids(choices.rooms), virtualRooms: ids(choices.virtualRooms) };
      const newId = (): string =>
        `p${env
          .random(9)
          .toLowerCase()
          .replaceAll(/[^a-z0-9]/g, '')}`;
      const { places, lines, issues } = readPlaces(request.raw, known, newId);
      const rooms = places.flatMap((place) => (place.kind === 'room' ? place.rooms : []));
      try {
        if (rooms.length > 0) await env.service('meetings').assertMayBook({ rooms, host: link.host });
      } catch (error) {
        if (!(error instanceof AtriumError) || error.status >= 500) throw error;
        issues.push({ path: 'kind_0', message: error.message });
      }
      if (issues.length > 0) {
        const said = issues.map(({ path, message }) => ({ path, message: env.t(message as 'Offer at most 20 places.') }));
        return html(<PlacesPage env={env} link={link} lines={lines} {...choices} issues={said} />, { status: 422 });
      }
      await env.model('booking.link').update(link.id, { places });
      return redirect(await saying(env, `/app/booking.link/${link.id}`, env.t('The places are saved.')));
    },
  }),
];
