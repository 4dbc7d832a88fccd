import { z } from 'zod';
import { type Env, html, json, route } from '#core';
import { DocsPage, ModelPage } from './docs-page.tsx';
import { openApi } from './openapi.ts';

export const openApiRoutes = [
  route({
    method: 'GET',
    path: '/api/openapi.json',
    auth: 'user',
    api: true,
    summary: 'This description, as far as the caller may see the API',
    handler: async (env: Env<'api'>) => json(openApi(env)),
  }),
  route({
    method: 'GET',
    path: '/api/docs',
    auth: 'user',
    summary: 'Reference of the API',
    query: z.object({ q: z.string().max(100).optional() }),
    handler: async (env: Env<'api'>, { query }) => html(<DocsPage env={env} search={query.q ?? ''} />),
  }),
  route({
    method: 'GET',
    path: '/api/docs/:model{[a-z0-9_]+\\.[a-z0-9_]+}',
    auth: 'user',
    summary: 'Reference of one model',
    params: z.object({ model: z.string() }),
    handler: async (env: Env<'api'>, { params }) => html(<ModelPage env={env} name={params.model} />),
  }),
];
