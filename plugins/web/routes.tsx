import { type Env, html, redirect, route } from '#core';
import { actionRoutes } from './form/action-routes.tsx';
import { pickRoutes } from './form/pick-routes.tsx';
import { recordRoutes } from './form/record-routes.tsx';
import { relatedRoutes } from './form/related-routes.tsx';
import { HomePage } from './home-page.tsx';
import { listRoutes } from './list/list-routes.tsx';
import { technicalRoutes } from './technical/technical-routes.tsx';
import { viewRoutes } from './views/view-routes.tsx';

export const routes = [
  route({
    method: 'GET',
    path: '/',
    auth: 'public',
    summary: 'To the start page, or to the sign-in',
    handler: async (env: Env<'web'>) => redirect(env.principal.kind === 'user' ? '/app' : '/sign-in'),
  }),
  route({ method: 'GET', path: '/app', auth: 'user', summary: 'The start page', handler: async (env: Env<'web'>) => html(<HomePage env={env} />) }),
  ...listRoutes,
  ...recordRoutes,
  ...actionRoutes,
  ...pickRoutes,
  ...relatedRoutes,
  ...viewRoutes,
  ...technicalRoutes,
];
