import { z } from 'zod';
import { bytes, type Env, fail, redirect, route } from '#core';
import { cleanImage, imageType, MAX_IMAGE } from '../../base/contract.ts';
import { saying } from '../../web/contract.ts';
import { keeps } from '../links/kept-link.ts';

type PortalEnv = Env<'booking-portal'>;
const params = z.object({ id: z.uuid() });
const page = (id: string): string => `/app/booking.style/${id}`;

/** @throws NOT_FOUND, ACCESS_DENIED */
async function assertKept(env: PortalEnv, id: string): Promise<void> {
  const { owner } = await env.model('booking.style').get(id);
  if (!keeps(env, owner)) throw fail('ACCESS_DENIED');
}

export const styleRoutes = [
  route({
    method: 'POST',
    path: '/app/page-styles/:id/logo',
    auth: 'user',
    summary: 'Takes a logo for a page style',
    params,
    maxBody: MAX_IMAGE + 16_384,
    handler: async (env: PortalEnv, { params: { id }, raw }) => {
      await assertKept(env, id);
      const content = raw.logo instanceof Blob ? new Uint8Array(await raw.logo.arrayBuffer()) : undefined;
      const picture = content && cleanImage(content);
      if (!picture) return redirect(await saying(env, page(id), env.t('Please choose a PNG, JPEG or WebP picture of at most 256 kB.')));
      await env.asPlugin().model('booking.style').update(id, { logo: picture.content, logoAt: env.now() });
      return redirect(await saying(env, page(id), env.t('The logo is changed.')));
    },
    onError: async (env: PortalEnv, request, error) => {
      if (error.code !== 'BODY_TOO_LARGE' || !request.params.id) throw error;
      return redirect(await saying(env, page(request.params.id), env.t('Please choose a PNG, JPEG or WebP picture of at most 256 kB.')));
    },
  }),
  route({
    method: 'POST',
    path: '/app/page-styles/:id/logo/remove',
    auth: 'user',
    summary: 'Removes the logo of a page style',
    params,
    handler: async (env: PortalEnv, { params: { id } }) => {
      await assertKept(env, id);
      await env.asPlugin().model('booking.style').update(id, { logo: null, logoAt: null });
      return redirect(await saying(env, page(id), env.t('The logo is changed.')));
    },
  }),
  route({
    method: 'GET',
    path: '/page-style/:id/logo',
    auth: 'public',
    summary: 'The logo of a page style',
    params,
    handler: async (env: PortalEnv, { params: { id } }) => {
      const [style] = await env
        .asPlugin()
        .model('booking.style')
        .pick({ id, logoAt: { ne: null } }, ['logo']);
      const type = style?.logo ? imageType(style.logo) : undefined;
      if (!style?.logo || !type) throw fail('NOT_FOUND');
      return bytes(style.logo, { headers: { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' } });
    },
  }),
];
