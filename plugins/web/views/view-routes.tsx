import { z } from 'zod';
import { bytes, type Env, fail, html, type Incoming, type MergedView, redirect, route } from '#core';
import { saying } from '../flash.ts';
import { backTo } from '../form/back.ts';
import { sheetsOf, spotsOf } from '../form/layout.ts';
import { listQuery, listStateOf } from '../list/list-state.ts';
import { type ModelViews, recordOf, viewsOf } from '../views-of.ts';
import { CalendarPage } from './calendar-page.tsx';
import { CardsPage, movable } from './cards-page.tsx';
import { GraphPage } from './graph-page.tsx';
import { NONE } from './measured.ts';
import { pivotCsv } from './pivot-csv.ts';
import { pivotData } from './pivot-data.ts';
import { PivotPage } from './pivot-page.tsx';

const pathModel = z.object({ model: z.string() });
const MODEL = '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}';

function declared<K extends MergedView['kind']>(env: Env, name: string, kind: K): { views: ModelViews; view: Extract<MergedView, { kind: K }> } {
  const views = viewsOf(env, name);
  const view = env.catalog.views(name).find((one): one is Extract<MergedView, { kind: K }> => one.kind === kind);
  if (!view) throw fail('NOT_FOUND');
  return { views, view };
}

/** As the form would write it: through the plugin's own action where it has one, and not where the form's conditions lock the field. */
async function put(env: Env, views: ModelViews, id: string, values: Readonly<Record<string, unknown>>): Promise<void> {
  const { form, model } = views;
  if (form) {
    const record = await recordOf(env, views, id);
    const spots = spotsOf(sheetsOf(env, views, { ...record, ...values }));
    if (spots.some(({ name, writable }) => name in values && !writable)) throw fail('ACCESS_DENIED');
  }
  if (form?.save) await form.save(env as Env<never>, id, { ...values });
  else await env.model(model.name as never).update(id, values as never);
}

async function move(env: Env, request: Incoming<{ model: string }, unknown, { id: string; to: string; back?: string | undefined }>) {
  const { views, view } = declared(env, request.params.model, 'cards');
  const field = movable(env, views, view);
  if (field === undefined) throw fail('ACCESS_DENIED');
  const { id, to, back } = request.body;
  await put(env, views, id, { [field]: to === NONE ? null : to });
  const there = backTo(back) ?? `/app/${views.model.name}/view/cards`;
  if (request.wantsJson) return redirect(there);
  return redirect(`${await saying(env, there, env.t('Moved.'))}#card-${id}`);
}

/** The ways to look at a list's records beside the list; search and filters come from the list's own address. */
export const viewRoutes = [
  route({
    method: 'GET',
    path: `${MODEL}/view/cards`,
    auth: 'user',
    summary: 'Records as cards',
    params: pathModel,
    query: listQuery,
    handler: async (env: Env<'web'>, { params, query }) => {
      const { views, view } = declared(env, params.model, 'cards');
      return html(<CardsPage env={env} views={views} cards={view} state={listStateOf(env, params.model, query)} />);
    },
  }),
  route({
    method: 'POST',
    path: `${MODEL}/view/cards/move`,
    auth: 'user',
    summary: 'Puts a card into another column',
    params: pathModel,
    body: z.object({ id: z.uuid(), to: z.string().max(200), back: z.string().max(4_000).optional() }),
    handler: async (env: Env<'web'>, request) => move(env, request as never),
  }),
  route({
    method: 'GET',
    path: `${MODEL}/view/calendar`,
    auth: 'user',
    summary: 'Records on a calendar',
    params: pathModel,
    query: listQuery.extend({ mode: z.string().max(10).optional(), day: z.string().max(10).optional() }),
    handler: async (env: Env<'web'>, { params, query }) => {
      const { views, view } = declared(env, params.model, 'calendar');
      if (!views.model.fields[view.start]) throw fail('NOT_FOUND');
      return html(<CalendarPage env={env} views={views} calendar={view} state={listStateOf(env, params.model, query)} query={query} />);
    },
  }),
  route({
    method: 'GET',
    path: `${MODEL}/view/graph`,
    auth: 'user',
    summary: 'Figures of a list as a graph',
    params: pathModel,
    query: listQuery.extend({ by: z.string().max(80).optional(), measure: z.string().max(80).optional(), type: z.string().max(10).optional() }),
    handler: async (env: Env<'web'>, { params, query }) => {
      const { views, view } = declared(env, params.model, 'graph');
      return html(<GraphPage env={env} views={views} graph={view} state={listStateOf(env, params.model, query)} query={query} />);
    },
  }),
  ...(['pivot', 'pivot.csv'] as const).map((name) =>
    route({
      method: 'GET',
      path: `${MODEL}/view/${name}`,
      auth: 'user',
      summary: name === 'pivot' ? 'Figures of a list as a pivot table' : 'A pivot table as CSV',
      params: pathModel,
      query: listQuery.extend({ rows: z.string().max(80).optional(), columns: z.string().max(80).optional(), measure: z.string().max(80).optional() }),
      handler: async (env: Env<'web'>, { params, query }) => {
        const { views, view } = declared(env, params.model, 'pivot');
        const state = listStateOf(env, params.model, query);
        if (name === 'pivot') return html(<PivotPage env={env} views={views} pivot={view} state={state} query={query} />);
        const data = await pivotData(env, views, view, state, query);
        if (!data) throw fail('NOT_FOUND');
        return bytes(pivotCsv(env, views.model, data), {
          headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${params.model}-pivot.csv"` },
        });
      },
    }),
  ),
];
