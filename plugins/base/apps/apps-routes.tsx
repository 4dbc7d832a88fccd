import { z } from 'zod';
import { type Env, fail, html, type PluginState, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { actorsOf } from './actors-of.ts';
import { AppPage } from './app-page.tsx';
import { AppsPage } from './apps-page.tsx';
import { changeRoutes } from './change-routes.tsx';
import { HistoryEntryPage, HistoryPage } from './history-page.tsx';
import { LeftOverPage } from './left-over-page.tsx';
import { ProcessesPage } from './processes-page.tsx';
import { withAppWords } from './with-app-words.ts';

const states = ['available', 'enabled', 'disabled', 'quarantined', 'held', 'missing'] as const satisfies readonly PluginState[];
const filter = z.object({
  q: z.string().max(100).default(''),
  category: z.string().max(80).default(''),
  state: z.union([z.literal(''), z.enum(states)]).default(''),
});
const OF_ONE_APP = 20;

export const appsRoutes = [
  route({
    method: 'GET',
    path: '/app/apps',
    auth: 'group:base.admin',
    summary: 'Every app: turned on, turned off, to be installed',
    query: filter,
    handler: async (env: Env<'base'>, { query }) => html(<AppsPage env={withAppWords(env)} plugins={await env.platform.plugins()} filter={query} />),
  }),
  route({
    method: 'POST',
    path: '/app/apps/discover',
    auth: 'group:base.admin',
    summary: 'Looks into the folders for new apps',
    async handler(env: Env<'base'>) {
      const found = await env.platform.discover();
      return redirect(await saying(env, '/app/apps', found.length === 0 ? env.t('There is no new app.') : env.t('New: {names}', { names: found.join(', ') })));
    },
  }),
  route({
    method: 'GET',
    path: '/app/apps/history',
    auth: 'group:base.admin',
    summary: 'What happened to the set of apps',
    async handler(env: Env<'base'>) {
      const history = await env.platform.history(100);
      return html(<HistoryPage env={withAppWords(env)} history={history} actors={await actorsOf(env, history)} />);
    },
  }),
  route({
    method: 'GET',
    path: '/app/apps/history/:id',
    auth: 'group:base.admin',
    summary: 'One change of the set of apps',
    params: z.object({ id: z.uuid() }),
    async handler(env: Env<'base'>, { params }) {
      const entry = (await env.platform.history(1_000)).find(({ id }) => id === params.id);
      if (!entry) throw fail('NOT_FOUND');
      return html(<HistoryEntryPage env={withAppWords(env)} entry={entry} actors={await actorsOf(env, [entry])} />);
    },
  }),
  route({
    method: 'GET',
    path: '/app/apps/processes',
    auth: 'group:base.admin',
    summary: 'The processes, and which generation each is on',
    handler: async (env: Env<'base'>) => html(<ProcessesPage env={withAppWords(env)} processes={await env.platform.processes()} />),
  }),
  route({
    method: 'GET',
    path: '/app/apps/left-over',
    auth: 'group:base.admin',
    summary: 'What apps that are gone have left in the database',
    handler: async (env: Env<'base'>) => html(<LeftOverPage env={withAppWords(env)} leftovers={await env.platform.leftovers()} />),
  }),
  ...changeRoutes,
  route({
    method: 'GET',
    path: '/app/apps/:app',
    auth: 'group:base.admin',
    summary: 'One app: what it is, what it may do, what can be done with it',
    params: z.object({ app: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/) }),
    query: z.object({ health: z.string().max(1).optional() }),
    async handler(env: Env<'base'>, { params, query }) {
      const plugins = await env.platform.plugins();
      const plugin = plugins.find(({ name }) => name === params.app);
      if (!plugin) throw fail('NOT_FOUND');
      const history = (await env.platform.history(500)).filter(({ steps }) => steps.some((step) => step.plugin === plugin.name)).slice(0, OF_ONE_APP);
      return html(
        <AppPage
          env={withAppWords(env)}
          plugin={plugin}
          plugins={plugins}
          history={history}
          actors={await actorsOf(env, history)}
          health={query.health === undefined ? undefined : await env.catalog.health(plugin.name)}
        />,
      );
    },
  }),
];
