import { z } from 'zod';
import { type Env, html, type Incoming, redirect, route, type SettingsType } from '#core';
import { pastedOrFile } from '../../web/contract.ts';
import { refusedState } from '../form-state.ts';
import { workspaceSettings } from '../settings.ts';
import { logoRoutes } from './logo-routes.tsx';
import { openSettings, settingsOf } from './open-settings.tsx';
import { savePluginSettings } from './save-plugin-settings.ts';
import { settingsInputs } from './settings-inputs.ts';
import { addressOf } from './settings-page.tsx';
import { SettingsSearchPage } from './settings-search.tsx';
import { tryPluginSettings } from './try-plugin-settings.ts';

const fixedFor = (env: Env<'base'>, type: SettingsType): ReadonlySet<string> => new Set(env.catalog.fixedSettings(type.plugin));

async function save(env: Env<'base'>, type: SettingsType, raw: Record<string, unknown>) {
  await savePluginSettings(env, type, await withFiles(type, raw), fixedFor(env, type));
  return redirect(`${addressOf(type)}?done=saved`);
}

/** What was sent, with files as their text. */
const withFiles = (type: SettingsType, raw: Record<string, unknown>): Promise<Record<string, unknown>> =>
  pastedOrFile(
    raw,
    settingsInputs(type).flatMap(({ name, accept }) => (accept === undefined ? [] : [name])),
  );

/** The form again with what was typed; nothing but a redirect for somebody who may not see it. */
async function refused(env: Env<'base'>, plugin: string, request: Incoming, error: Parameters<typeof refusedState>[1]) {
  const type = env.inGroup('base.admin') ? env.catalog.settings().find((candidate) => candidate.plugin === plugin) : undefined;
  if (!type) return redirect('/app');
  return openSettings(env, type, { raw: request.raw, form: refusedState(env, error), status: error.status });
}

const done = z.object({ done: z.string().optional(), q: z.string().max(100).optional() });
const pluginParam = z.object({ plugin: z.string().max(40) });
const testParam = z.object({ plugin: z.string().max(40), test: z.string().max(80) });
const anyForm = z.looseObject({});

export const settingsRoutes = [
  route({
    method: 'GET',
    path: '/app/settings',
    auth: 'group:base.admin',
    summary: 'Settings of the workspace; with ?q= every setting that has these words',
    query: done,
    handler: async (env: Env<'base'>, { query }) =>
      query.q !== undefined && query.q.trim() !== ''
        ? html(<SettingsSearchPage env={env} query={query.q.trim()} />)
        : openSettings(env, workspaceSettings, query.done ? { notice: { ok: true, message: env.t('Saved.') } } : {}),
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
    handler: async (env: Env<'base'>, { params, query }) =>
      openSettings(env, settingsOf(env, params.plugin), query.done ? { notice: { ok: true, message: env.t('Saved.') } } : {}),
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
    path: '/app/settings/:plugin/reset',
    auth: 'group:base.admin',
    summary: 'Sets one setting of a plugin back to its default; what else was typed stays in the form',
    params: pluginParam,
    body: z.looseObject({ reset: z.string().max(80) }),
    async handler(env: Env<'base'>, { params, body }) {
      const type = settingsOf(env, params.plugin);
      if (body.reset in type.schema.shape) await env.resetSettings(type, [body.reset]);
      const fallback: Record<string, unknown> = type.schema.safeParse({}).data ?? {};
      const { [body.reset]: _, ...rest } = body;
      const notice = { ok: true, message: env.t('Reset to its default.') };
      return openSettings(env, type, { raw: { ...rest, ...asSent(body.reset, fallback[body.reset]) }, notice });
    },
    onError: (env: Env<'base'>, request, error) => refused(env, request.params.plugin ?? '', request, error),
  }),
  route({
    method: 'POST',
    path: '/app/settings/:plugin/test/:test',
    auth: 'group:base.admin',
    summary: 'Tries the settings of a plugin out as they stand in the form; nothing is saved',
    params: testParam,
    body: anyForm,
    limits: [{ name: 'base.settings-test', per: 'account', max: 30, window: 300 }],
    async handler(env: Env<'base'>, { params, body }) {
      const type = settingsOf(env, params.plugin);
      const notice = await tryPluginSettings(env, type, params.test, await withFiles(type, body), fixedFor(env, type));
      return openSettings(env, type, { raw: body, notice });
    },
    onError: (env: Env<'base'>, request, error) => refused(env, request.params.plugin ?? '', request, error),
  }),
  ...logoRoutes,
];

/** A value as a form would have sent it. */
function asSent(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'boolean') return value ? { [name]: 'on' } : {};
  if (Array.isArray(value)) return { [name]: value };
  return typeof value === 'string' || typeof value === 'number' ? { [name]: String(value) } : {};
}
