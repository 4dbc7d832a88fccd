import { z } from 'zod';
import { bytes, type Env, fail, redirect, route } from '#core';
import { cleanImage, MAX_IMAGE } from '../../base/contract.ts';
import { saying } from '../../web/contract.ts';
import { fault } from '../faults.ts';

const params = z.object({ id: z.uuid() });

/** Whoever keeps rooms changes their pictures; the room's own rules are asked by writing to it. */
async function keep(env: Env<'meetings'>, room: string, photo: { type: 'image/png' | 'image/jpeg' | 'image/webp'; content: Uint8Array } | null): Promise<void> {
  await env.tx(async () => {
    await env.model('meeting.room').update(room, { photoAt: photo ? env.now() : null });
    const photos = env.asPlugin().model('meeting.room_photo');
    await photos.delete({ room });
    if (photo) await photos.create({ room, ...photo });
  });
}

/** The photo of a room, whoever asks: check before who may. */
export async function photoOf(env: Env<'meetings'>, room: string): Promise<{ type: string; content: Uint8Array } | undefined> {
  const [photo] = await env.asPlugin().model('meeting.room_photo').pick({ room }, ['type', 'content']);
  return photo;
}

export const photoRoutes = [
  route({
    method: 'GET',
    path: '/app/rooms/:id/photo',
    auth: 'user',
    summary: 'The photo of a room',
    params,
    handler: async (env: Env<'meetings'>, { params: { id } }) => {
      await env.model('meeting.room').get(id);
      const photo = await photoOf(env, id);
      if (!photo) throw fail('NOT_FOUND');
      return bytes(photo.content, { headers: { 'content-type': photo.type, 'cache-control': 'private, max-age=31536000, immutable' } });
    },
  }),
  route({
    method: 'POST',
    path: '/app/rooms/:id/photo',
    auth: 'user',
    summary: 'A new photo of a room',
    params,
    maxBody: MAX_IMAGE + 16 * 1024,
    handler: async (env: Env<'meetings'>, { params: { id }, raw }) => {
      const given = raw['photo'];
      const content = given instanceof Blob ? new Uint8Array(await given.arrayBuffer()) : new Uint8Array();
      const picture = cleanImage(content);
      if (!picture) throw fault('MEETING_ROOM_PHOTO');
      await keep(env, id, picture);
      return redirect(await saying(env, `/app/meeting.room/${id}`, env.t('The photo is changed.')));
    },
    onError: async (env: Env<'meetings'>, { params: { id } }, error) => {
      if (env.principal.kind !== 'user' || (error.code !== 'MEETING_ROOM_PHOTO' && error.code !== 'BODY_TOO_LARGE')) throw error;
      return redirect(await saying(env, `/app/meeting.room/${id ?? ''}`, env.t('Choose a PNG, JPEG or WebP picture of at most 256 kB.')));
    },
  }),
  route({
    method: 'POST',
    path: '/app/rooms/:id/photo/remove',
    auth: 'user',
    summary: 'Takes the photo of a room away',
    params,
    handler: async (env: Env<'meetings'>, { params: { id } }) => {
      await keep(env, id, null);
      return redirect(await saying(env, `/app/meeting.room/${id}`, env.t('The photo is taken away.')));
    },
  }),
];
