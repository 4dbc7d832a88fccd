import { z } from 'zod';
import { bytes, type Env, fail, html, type Incoming, redirect, route, type SettingsType } from '#core';
import { Field, Form } from '../web/contract.ts';
import { type FormState, fresh, refusedState } from './form-state.ts';
import { readImage, UPLOAD_BODY } from './read-upload.ts';
import { savePluginSettings } from './save-plugin-settings.ts';
import { workspaceSettings } from './settings.ts';
import { addressOf, SettingsPage } from './settings-page.tsx';

const fixedFor = (env: Env<'base'>, type: SettingsType): ReadonlySet<string> => new Set(env.catalog.fixedSettings(type.plugin));

function settingsOf(env: Env<'base'>, plugin: string): SettingsType {
  const type = env.catalog.settings().find((candidate) => candidate.plugin === plugin);
  if (!type) throw fail('NOT_FOUND');
  return type;
}

/** Stored values without the secrets: those never reach a page. */
async function shown(env: Env<'base'>, type: SettingsType): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = await env.settings(type);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !type.secrets.includes(name)));
}

async function page(
  env: Env<'base'>,
  type: SettingsType,
  more: { typed?: Record<string, unknown>; state?: FormState; notice?: string; logoProblem?: string; status?: number } = {},
) {
  const values = await shown(env, type);
  const typed = more.typed && Object.fromEntries(Object.entries(more.typed).filter(([name]) => !type.secrets.includes(name)));
  return html(
    <SettingsPage env={env} type={type} values={values} typed={typed} fixed={fixedFor(env, type)} state={more.state ?? fresh} notice={more.notice}>
      {type.plugin === 'base' ? <LogoSection env={env} logo={typeof values.logo === 'string' ? values.logo : ''} problem={more.logoProblem} /> : null}
    </SettingsPage>,
    { status: more.status ?? 200 },
  );
}

function LogoSection({ env, logo, problem }: { env: Env<'base'>; logo: string; problem: string | undefined }) {
  return (
    <section class="section">
      <h2>{env.t('Logo')}</h2>
      {logo === '' ? <p>{env.t('There is no logo yet.')}</p> : <img src={`/workspace/logo/${logo}`} alt={env.t('Logo')} height="48" />}
      <Form action="/app/settings/base/logo" problem={problem} upload>
        <Field label={env.t('New logo')} name="logo" help={env.t('PNG, JPEG or WebP, up to 256 kB.')}>
          <input id="logo" type="file" name="logo" accept="image/png,image/jpeg,image/webp" required />
        </Field>
        <div class="row">
          <button type="submit" class="button">
            {env.t('Upload')}
          </button>
        </div>
      </Form>
      {logo === '' ? null : (
        <form method="post" action="/app/settings/base/logo/remove">
          <button type="submit" class="button danger">
            {env.t('Remove logo')}
          </button>
        </form>
      )}
    </section>
  );
}

async function save(env: Env<'base'>, type: SettingsType, raw: Record<string, unknown>) {
  await savePluginSettings(env, type, raw, fixedFor(env, type));
  return redirect(`${addressOf(type)}?done=saved`);
}

/** The form again with what was typed; nothing but a redirect for somebody who may not see it. */
async function refused(env: Env<'base'>, plugin: string, request: Incoming, error: Parameters<typeof refusedState>[1]) {
  const type = env.inGroup('base.admin') ? env.catalog.settings().find((candidate) => candidate.plugin === plugin) : undefined;
  if (!type) return redirect('/app');
  return page(env, type, { typed: request.raw, state: refusedState(env, error), status: error.status });
}

const done = z.object({ done: z.string().optional() });
const pluginParam = z.object({ plugin: z.string().max(40) });
const anyForm = z.looseObject({});

export const settingsRoutes = [
  route({
    method: 'GET',
    path: '/app/settings',
    auth: 'group:base.admin',
    summary: 'Settings of the workspace',
    query: done,
    handler: (env: Env<'base'>, { query }) => page(env, workspaceSettings, query.done ? { notice: env.t('Saved.') } : {}),
  }),
  route({
    method: 'POST',
    path: '/app/settings',
    auth: 'group:base.admin',
    summary: 'Saves the settings of the workspace',
    body: anyForm,
    handler: (env: Env<'base'>, { body }) => save(env, workspaceSettings, body),
    onError: (env: Env<'base'>, request, error) => refused(env, 'base', request, error),
  }),
  route({
    method: 'GET',
    path: '/app/settings/:plugin',
    auth: 'group:base.admin',
    summary: 'Settings of a plugin',
    params: pluginParam,
    query: done,
    handler: async (env: Env<'base'>, { params, query }) => page(env, settingsOf(env, params.plugin), query.done ? { notice: env.t('Saved.') } : {}),
  }),
  route({
    method: 'POST',
    path: '/app/settings/:plugin',
    auth: 'group:base.admin',
    summary: 'Saves the settings of a plugin',
    params: pluginParam,
    body: anyForm,
    handler: async (env: Env<'base'>, { params, body }) => save(env, settingsOf(env, params.plugin), body),
    onError: (env: Env<'base'>, request, error) => refused(env, request.params.plugin ?? '', request, error),
  }),
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
      return page(env, workspaceSettings, { logoProblem: env.t(title), status: error.status });
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
