import { definePlugin, type Env } from '#core';
import { access, groups, rules } from './access.ts';
import type {} from './brand.ts';
import { ErrorPage } from './error-page.tsx';
import { cleanImports } from './list/import/clean-imports.ts';
import { personalData } from './personal-data.ts';
import { routes } from './routes.tsx';
import { schema } from './schema.ts';

export default definePlugin({
  name: 'web',
  version: '1.0.0',
  title: 'Web',
  summary: 'The admin shell, the design system, lists and forms made from declarations',
  category: 'Platform',
  icon: 'panels-top-left',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  essential: true,
  // lists and forms of every plugin's models, as whoever looks at them
  permissions: ['models'],
  schema,
  groups,
  access,
  rules,
  services: {
    web: {
      mark: { callers: ['public'], run: async (env: Env<'web'>, { text }) => env.secrets.sign('said', text) },
      marked: { callers: ['public'], run: async (env: Env<'web'>, { text, mark }) => env.secrets.verify(mark, 'said', text) },
    },
  },
  routes,
  actions: [cleanImports],
  personalData,
  slots: { 'error-page': ErrorPage },
  assets: {
    'app.css': 'text/css; charset=utf-8',
    'app.js': 'text/javascript; charset=utf-8',
    'desk.css': 'text/css; charset=utf-8',
    'desk.js': 'text/javascript; charset=utf-8',
    'record.css': 'text/css; charset=utf-8',
    'record.js': 'text/javascript; charset=utf-8',
    'views.css': 'text/css; charset=utf-8',
    'views.js': 'text/javascript; charset=utf-8',
    'list.css': 'text/css; charset=utf-8',
    'list.js': 'text/javascript; charset=utf-8',
    'icon.svg': 'image/svg+xml',
  },
  menu: [
    { id: 'home', label: 'Today', icon: 'sun', href: '/app', order: 0 },
    { id: 'configuration.technical', label: 'Models', icon: 'braces', href: '/app/technical', order: 990, section: 'developers', groups: ['base.admin'] },
  ],
});
