import { z } from 'zod';
import { bytes, type Env, fail, html, redirect, route } from '#core';
import { fresh, refusedState } from './form-state.ts';
import { imageType } from './image-type.ts';
import { type Me, MePage } from './me-page.tsx';
import { optionalZone } from './optional-zone.ts';
import { preferencesForm, savePreferences, saveZone, selfOf } from './preferences.ts';
import { readImage, UPLOAD_BODY } from './read-upload.ts';
import { safeNext } from './safe-next.ts';

const readMe = (env: Env<'base'>): Promise<Me> => env.asPlugin().model('base.person').get(selfOf(env).person);

const notices: Readonly<Record<string, string>> = {
  saved: 'Saved.',
  password: 'Your password is changed. All other sessions were ended.',
  photo: 'Your photo is changed.',
};

export const meRoutes = [
  route({
    method: 'GET',
    path: '/app/me',
    auth: 'user',
    summary: 'My preferences',
    query: z.object({ done: z.string().optional() }),
    async handler(env: Env<'base'>, { query }) {
      const notice = notices[query.done ?? ''];
      return html(<MePage env={env} me={await readMe(env)} state={fresh} notice={notice === undefined ? undefined : env.t(notice)} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/me',
    auth: 'user',
    summary: 'Saves my preferences',
    body: preferencesForm,
    async handler(env: Env<'base'>, { body }) {
      await savePreferences(env, body);
      return redirect('/app/me?done=saved');
    },
    async onError(env: Env<'base'>, request, error) {
      if (env.principal.kind !== 'user') return redirect('/sign-in?next=/app/me');
      return html(<MePage env={env} me={await readMe(env)} values={request.raw} state={refusedState(env, error)} />, { status: error.status });
    },
  }),
  route({
    method: 'POST',
    path: '/app/me/zone',
    auth: 'user',
    summary: 'Takes the zone that the browser is in',
    body: z.object({ zone: optionalZone, next: z.string().optional() }),
    async handler(env: Env<'base'>, { body }) {
      if (body.zone !== undefined) await saveZone(env, body.zone);
      return redirect(safeNext(body.next));
    },
  }),
  route({
    method: 'POST',
    path: '/app/me/photo',
    auth: 'user',
    summary: 'Takes a new photo',
    maxBody: UPLOAD_BODY,
    async handler(env: Env<'base'>, request) {
      const { content } = await readImage(request, 'photo');
      await env.asPlugin().model('base.person').update(selfOf(env).person, { photo: content, photoAt: env.now() });
      return redirect('/app/me?done=photo');
    },
    async onError(env: Env<'base'>, _request, error) {
      if (env.principal.kind !== 'user') return redirect('/sign-in?next=/app/me');
      const title = error.code === 'BODY_TOO_LARGE' ? 'Please choose a PNG, JPEG or WebP picture of at most 256 kB.' : error.title;
      return html(<MePage env={env} me={await readMe(env)} state={fresh} photoProblem={env.t(title)} />, { status: error.status });
    },
  }),
  route({
    method: 'POST',
    path: '/app/me/photo/remove',
    auth: 'user',
    summary: 'Removes my photo',
    async handler(env: Env<'base'>) {
      await env.asPlugin().model('base.person').update(selfOf(env).person, { photo: null, photoAt: null });
      return redirect('/app/me?done=photo');
    },
  }),
  route({
    method: 'GET',
    path: '/people/:id/photo',
    auth: 'user',
    summary: 'The photo of a person, for people who are signed in',
    params: z.object({ id: z.uuid() }),
    async handler(env: Env<'base'>, { params }) {
      const [person] = await env
        .asPlugin()
        .model('base.person')
        .pick({ id: params.id, photoAt: { ne: null } }, ['photo']);
      const type = person?.photo ? imageType(person.photo) : undefined;
      if (!person?.photo || !type) throw fail('NOT_FOUND');
      return bytes(person.photo, { headers: { 'content-type': type, 'cache-control': 'private, max-age=31536000, immutable' } });
    },
  }),
];
