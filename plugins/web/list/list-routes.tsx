import { z } from 'zod';
import { AtriumError, type Env, fail, html, json, type Reply, redirect, route } from '#core';
import { saying } from '../flash.ts';
import { several } from '../form/ticks.ts';
import { type ModelViews, viewsOf } from '../views-of.ts';
import { backInput, backToList } from './back-to-list.ts';
import { bulkRoute } from './bulk-route.tsx';
import { exportRoute } from './export/export-route.ts';
import { saveFavourite } from './favourites.ts';
import { importRoutes } from './import/import-routes.tsx';
import { plainFields, readList } from './list-data.ts';
import { ListPage, RefusedPage } from './list-page.tsx';
import { possibleColumns, saveListSetting } from './list-setting.ts';
import { conditionOf, listAddress, listQuery, listStateOf } from './list-state.ts';
import { refusalWords } from './refusal-words.ts';

const path = '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}';
const id = ':id{[0-9a-f-]{36}}';
const pathModel = z.object({ model: z.string() });
const pathRecord = pathModel.extend({ id: z.string() });
const builderInput = z.object({ field: z.string().max(80).optional(), operator: z.string().max(20).optional(), value: z.string().max(200).default('') });
/** What an address may hold without saying anything about the list. */
const silent = new Set(['said', 'mark']);

const shownQuery = listQuery.extend(builderInput.shape);

/** The list as its address says; a condition that comes from the builder becomes a part of the address. */
async function showList(env: Env<'web'>, views: ModelViews, query: z.output<typeof shownQuery>): Promise<Reply> {
  const { name } = views.model;
  const asked = listStateOf(env, name, query);
  if (query.field !== undefined && query.operator !== undefined) {
    const added = conditionOf(views.model, [query.field, query.operator, ...(query.value ? [query.value] : [])].join('.'));
    return redirect(listAddress(name, asked, { where: [...asked.where.filter((one) => JSON.stringify(one) !== JSON.stringify(added)), added] }));
  }
  const spoken = [...(env.request?.url.searchParams.keys() ?? [])].some((name) => !silent.has(name));
  const data = await readList(env, views, asked, spoken);
  // a page size that was asked for is the person's from now on
  if (query.size !== undefined && query.size !== data.kept) await saveListSetting(env, name, { pageSize: query.size });
  return html(<ListPage env={env} views={views} data={data} />);
}

export const listRoutes = [
  route({
    method: 'GET',
    path,
    auth: 'user',
    summary: 'A declared list',
    params: pathModel,
    query: shownQuery,
    handler: async (env: Env<'web'>, { params, query }) => {
      const views = viewsOf(env, params.model);
      try {
        return await showList(env, views, query);
      } catch (error) {
        if (!(error instanceof AtriumError) || error.code !== 'INPUT_INVALID') throw error;
        return html(<RefusedPage env={env} views={views} problem={refusalWords(env, error)} />, { status: 422 });
      }
    },
  }),
  route({
    method: 'POST',
    path: `${path}/columns`,
    auth: 'user',
    summary: 'Keeps which columns a person wants to see',
    params: pathModel,
    body: backInput.extend({
      column: several(80),
      reset: z.string().optional(),
    }),
    handler: async (env: Env<'web'>, { params, body }) => {
      const { model } = viewsOf(env, params.model);
      const possible = new Set(possibleColumns(env, model).map(({ name }) => name));
      if (body.column.some((name) => !possible.has(name)))
        throw fail('INPUT_INVALID', { issues: [{ path: 'column', message: 'There is no such field in this list.' }] });
      await saveListSetting(env, params.model, { columns: body.reset || body.column.length === 0 ? null : body.column });
      return redirect(backToList(params.model, body.back));
    },
  }),
  route({
    method: 'POST',
    path: `${path}/favourites`,
    auth: 'user',
    summary: 'Saves what a list shows under a name',
    params: pathModel,
    body: listQuery.extend({ name: z.string().trim().min(1).max(80), first: z.string().optional(), shared: z.string().optional() }),
    handler: async (env: Env<'web'>, { params, body }) => {
      viewsOf(env, params.model);
      const state = listStateOf(env, params.model, body);
      await saveFavourite(env, params.model, { name: body.name, state, first: body.first === '1', shared: body.shared === '1' });
      return redirect(await saying(env, listAddress(params.model, { ...state, filter: state.filter ?? 'all' }), env.t('Saved.')));
    },
  }),
  route({
    method: 'POST',
    path: `${path}/favourites/${id}/remove`,
    auth: 'user',
    summary: 'Removes a favourite',
    params: pathRecord,
    body: backInput,
    handler: async (env: Env<'web'>, { params, body }) => {
      viewsOf(env, params.model);
      await env.model('web.favourite').delete(params.id);
      return redirect(await saying(env, backToList(params.model, body.back), env.t('Removed.')));
    },
  }),
  route({
    method: 'POST',
    path: `${path}/${id}/switch`,
    auth: 'user',
    summary: 'Turns a yes or no of a record from within the list',
    params: pathRecord,
    body: backInput.extend({ set: z.string().regex(/^[A-Za-z0-9]+\.(true|false)$/) }),
    maxBody: 128 * 1024,
    handler: async (env: Env<'web'>, { params, body, wantsJson }) => {
      const { model, form } = viewsOf(env, params.model);
      const [name = '', value] = body.set.split('.');
      const field = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined;
      if (field?.kind !== 'bool' || field.options.readonly === true || !plainFields(form).has(name))
        throw fail('INPUT_INVALID', { issues: [{ path: 'set', message: 'This cannot be set.' }] });
      const values = { [name]: value === 'true' };
      const back = backToList(params.model, body.back);
      try {
        if (form?.save) await form.save(env as Env<never>, params.id, values);
        else await env.model(params.model as never).update(params.id, values as never);
      } catch (error) {
        if (wantsJson || !(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
        return redirect(await saying(env, back, refusalWords(env, error)));
      }
      return wantsJson ? json({ on: value === 'true' }) : redirect(await saying(env, back, env.t('Saved.')));
    },
  }),
  bulkRoute,
  exportRoute,
  ...importRoutes,
];
