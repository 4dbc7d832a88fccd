import { z } from 'zod';
import { bytes, type Env, fail, redirect, route } from '#core';
import { readImage, UPLOAD_BODY } from '../read-upload.ts';
import { workspaceSettings } from '../settings.ts';
import { openSettings } from './open-settings.tsx';

export const logoRoutes = [
  route({
    method: 'POST',
    path: '/app/settings/base/logo',
    auth: 'group:base.admin',
    summary: 'Takes a new logo',
    maxBody: UPLOAD_BODY,
    async handler(env: Env<'base'>, request) {
      const { type, content } = await readImage(request, 'logo');
      const pictures = env.asPlugin().model('base.picture');
      await env.tx(async () => {
        const picture = await pictures.create({ purpose: 'logo', type, content });
        await pictures.delete({ purpose: 'logo', id: { ne: picture.id } });
        await env.saveSettings(workspaceSettings, { logo: picture.id });
      });
      return redirect('/app/settings?done=saved');
    },
    async onError(env: Env<'base'>, _request, error) {
      if (!env.inGroup('base.admin')) return redirect('/app');
      const title = error.code === 'BODY_TOO_LARGE' ? 'Please choose a PNG, JPEG or WebP picture of at most 256 kB.' : error.title;
      return openSettings(env, workspaceSettings, { logoProblem: env.t(title), status: error.status });
    },
  }),
  route({
    method: 'POST',
    path: '/app/settings/base/logo/remove',
    auth: 'group:base.admin',
    summary: 'Removes the logo',
    async handler(env: Env<'base'>) {
      await env.tx(async () => {
        await env.saveSettings(workspaceSettings, { logo: '' });
        await env.asPlugin().model('base.picture').delete({ purpose: 'logo' });
      });
      return redirect('/app/settings?done=saved');
    },
  }),
  route({
    method: 'GET',
    path: '/workspace/logo/:id',
    auth: 'public',
    summary: 'The logo of the workspace',
    params: z.object({ id: z.uuid() }),
    async handler(env: Env<'base'>, { params }) {
      const [picture] = await env.asPlugin().model('base.picture').pick({ id: params.id, purpose: 'logo' }, ['type', 'content']);
      if (!picture) throw fail('NOT_FOUND');
      return bytes(picture.content, { headers: { 'content-type': picture.type, 'cache-control': 'public, max-age=31536000, immutable' } });
    },
  }),
];
