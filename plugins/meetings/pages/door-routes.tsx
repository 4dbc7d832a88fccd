import { z } from 'zod';
import { AtriumError, bytes, type Env, fail, html, redirect, route } from '#core';
import { photoOf } from '../rooms/photo-routes.ts';
import { checkIn, checkInOf } from './check-in.ts';
import { CheckInClosed, CheckInPage } from './check-in-page.tsx';
import { DOOR, type Door } from './door-address.ts';
import { DoorClosed, DoorPage } from './door-page.tsx';
import { readDoor } from './read-door.ts';

const params = z.object({ token: z.string().max(200) });
const portal = { kind: DOOR, param: 'token', optional: true } as const;
const code = z.object({ take: z.uuid(), mark: z.string().max(64) });
const limits = [{ name: 'meetings.door', per: 'address' as const, max: 240, window: 60, reads: true as const }];

/** The door behind the token; undefined: revoked, or never there. */
async function doorOf(env: Env<'meetings'>): Promise<Door | undefined> {
  const { principal } = env;
  if (principal.kind !== 'portal' || principal.tokenKind !== DOOR) return undefined;
  const [door] = await env.asPlugin().model('meeting.door').find({ id: principal.record, active: true });
  return door;
}

const closed = (env: Env<'meetings'>) => html(<DoorClosed env={env} />, { status: 404 });

export const doorRoutes = [
  route({
    method: 'GET',
    path: '/door/:token',
    auth: 'portal',
    portal,
    summary: 'The display at a room’s door',
    params,
    query: z.looseObject({ in: z.string().max(4).optional() }),
    limits,
    handler: async (env: Env<'meetings'>, { params: { token }, query }) => {
      const door = await doorOf(env);
      if (!door) return closed(env);
      const data = await readDoor(env, door);
      const own = env.withPreferences({ timeZone: data.room.timeZone });
      return html(<DoorPage env={own} data={data} token={token} said={query.in ? env.t('Checked in. The room is yours.') : undefined} />);
    },
  }),
  route({
    method: 'POST',
    path: '/door/:token/check-in',
    auth: 'portal',
    portal,
    summary: 'Somebody is there: the room is kept',
    params,
    body: code,
    limits,
    handler: async (env: Env<'meetings'>, { params: { token }, body }) => {
      const door = await doorOf(env);
      if (!door) return closed(env);
      const [take] = await env.asPlugin().model('meeting.event_room').find({ id: body.take, room: door.room });
      if (!take) throw fail('NOT_FOUND');
      try {
        await checkIn(env, body);
      } catch (error) {
        // Who comes too late, or with a code of before the meeting moved, sees the room as it is.
        if (!(error instanceof AtriumError) || error.status >= 500) throw error;
        return redirect(`/door/${token}`);
      }
      return redirect(`/door/${token}?in=1`);
    },
  }),
  route({
    method: 'GET',
    path: '/door/:token/photo',
    auth: 'portal',
    portal,
    summary: 'The photo of the room behind a display',
    params,
    limits,
    handler: async (env: Env<'meetings'>) => {
      const door = await doorOf(env);
      const photo = door && (await photoOf(env, door.room));
      if (!photo) throw fail('NOT_FOUND');
      return bytes(photo.content, { headers: { 'content-type': photo.type, 'cache-control': 'private, max-age=300' } });
    },
  }),
  route({
    method: 'GET',
    path: '/check-in/:take/:mark',
    auth: 'public',
    summary: 'What the code at a door leads to',
    params: code,
    limits,
    handler: async (env: Env<'meetings'>, { params: found }) => {
      try {
        return html(<CheckInPage env={env} found={await checkInOf(env, found)} action={`/check-in/${found.take}/${found.mark}`} />);
      } catch (error) {
        if (error instanceof AtriumError && error.code === 'NOT_FOUND') return html(<CheckInClosed env={env} />, { status: 404 });
        throw error;
      }
    },
  }),
  route({
    method: 'POST',
    path: '/check-in/:take/:mark',
    auth: 'public',
    summary: 'Checks in by the code at a door',
    params: code,
    limits,
    handler: async (env: Env<'meetings'>, { params: found }) => {
      try {
        await checkIn(env, found);
      } catch (error) {
        if (!(error instanceof AtriumError) || error.status >= 500) throw error;
      }
      return redirect(`/check-in/${found.take}/${found.mark}`);
    },
  }),
];
