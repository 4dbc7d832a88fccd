import { z } from 'zod';
import { type Env, fail, html, redirect, route } from '#core';
import { saying } from '../web/contract.ts';
import { readScope } from './key-scope-form.ts';
import { KeysPage, MadeKeyPage, NewKeyPage, RevokePage } from './keys-page.tsx';
import { keyForm, makeKey, revokeKey, sessionOf } from './make-key.ts';
import { apiSettings } from './settings.ts';

const SHOWN = 500;
const idParam = z.object({ id: z.uuid() });

/** Whose keys the person may see: their own; administrators everybody's. */
const within = (env: Env<'api'>, all: boolean) => (all && env.inGroup('base.admin') ? {} : { person: sessionOf(env).person });

export const keyRoutes = [
  route({
    method: 'GET',
    path: '/app/me/keys',
    auth: 'user',
    summary: 'My API keys',
    query: z.object({ all: z.string().optional() }),
    async handler(env: Env<'api'>, { query }) {
      const all = query.all !== undefined && env.inGroup('base.admin');
      const keys = await env
        .asPlugin()
        .model('api.key')
        .pick(within(env, all), ['person', 'name', 'start', 'scope', 'expiresAt', 'lastUsedAt', 'revokedAt'], { order: ['-createdAt'], limit: SHOWN });
      const people = all ? await env.service('base').people({ ids: [...new Set(keys.map(({ person }) => person))] }) : [];
      return html(<KeysPage env={env} keys={keys} owners={new Map(people.map(({ id, name }) => [id, name]))} all={all} />);
    },
  }),
  route({
    method: 'GET',
    path: '/app/me/keys/new',
    auth: 'user',
    summary: 'The form for a new API key',
    async handler(env: Env<'api'>) {
      const { keyDays, mostKeyDays } = await env.asPlugin().settings(apiSettings);
      return html(<NewKeyPage env={env} days={Math.min(keyDays, mostKeyDays)} mostDays={mostKeyDays} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/me/keys/new',
    auth: 'user',
    summary: 'Makes an API key and shows it once',
    limits: [{ name: 'api.make-key', per: 'account', max: 30, window: 3_600 }],
    body: keyForm,
    async handler(env: Env<'api'>, { body, raw }) {
      const { token, expiresAt } = await makeKey(env, { ...body, scope: readScope(env, raw) });
      return html(<MadeKeyPage env={env} name={body.name} token={token} expiresAt={expiresAt} />, { headers: { 'cache-control': 'no-store' } });
    },
    async onError(env: Env<'api'>, { raw }, { status, title, issues }) {
      if (env.principal.kind !== 'user') return redirect('/sign-in?next=/app/me/keys');
      const { keyDays, mostKeyDays } = await env.asPlugin().settings(apiSettings);
      const told = issues.map(({ path, message }) => ({ path, message: env.t(message) }));
      return html(<NewKeyPage env={env} days={keyDays} mostDays={mostKeyDays} problem={env.t(title)} issues={told} raw={raw} />, { status });
    },
  }),
  route({
    method: 'GET',
    path: '/app/me/keys/:id/revoke',
    auth: 'user',
    summary: 'The question before an API key is revoked',
    params: idParam,
    async handler(env: Env<'api'>, { params }) {
      const [key] = await env
        .asPlugin()
        .model('api.key')
        .pick({ id: params.id, revokedAt: null, ...within(env, true) }, ['name']);
      if (!key) throw fail('NOT_FOUND');
      return html(<RevokePage env={env} id={key.id} name={key.name} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/me/keys/:id/revoke',
    auth: 'user',
    summary: 'Revokes an API key',
    params: idParam,
    async handler(env: Env<'api'>, { params }) {
      await revokeKey(env, params.id);
      return redirect(await saying(env, '/app/me/keys', env.t('The key is revoked.')));
    },
  }),
];
