import { z } from 'zod';
import { type Env, fail, html, route } from '#core';
import { recordOf, viewsOf } from '../views-of.ts';
import { ModelPage } from './model-page.tsx';
import { ModelsPage } from './models-page.tsx';
import { RecordPage } from './record-page.tsx';

const admins = 'group:base.admin';

/** How records and models are made, for administrators. Records and values only as far as the viewer may see them. */
export const technicalRoutes = [
  route({ method: 'GET', path: '/app/technical', auth: admins, summary: 'All models', handler: async (env: Env<'web'>) => html(<ModelsPage env={env} />) }),
  route({
    method: 'GET',
    path: '/app/technical/:name',
    auth: admins,
    summary: 'How a model is declared',
    params: z.object({ name: z.string() }),
    handler: async (env: Env<'web'>, { params }) => {
      if (!env.catalog.models().includes(params.name)) throw fail('NOT_FOUND');
      return html(<ModelPage env={env} model={env.catalog.describe(params.name)} />);
    },
  }),
  route({
    method: 'GET',
    path: '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/:id{[0-9a-f-]{36}}/technical',
    auth: admins,
    summary: 'A record with its ids and raw values',
    params: z.object({ model: z.string(), id: z.string() }),
    handler: async (env: Env<'web'>, { params }) => {
      const views = viewsOf(env, params.model);
      return html(<RecordPage env={env} views={views} record={await recordOf(env, views, params.id)} />);
    },
  }),
];
