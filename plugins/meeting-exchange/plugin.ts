import { definePlugin } from '#core';
import { access, rules } from './access.ts';
import { cleanImports } from './clean-imports.ts';
import { fault } from './faults.ts';
import { routes } from './routes.tsx';
import { schema } from './schema.ts';

/** Meetings from calendar files and tables, and back. */
export default definePlugin({
  name: 'meeting-exchange',
  version: '1.0.0',
  title: 'Import and export of meetings',
  summary: 'Meetings from calendar files and tables, and back',
  category: 'Meetings',
  icon: 'arrow-down-up',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: schema.depends,
  schema,
  access,
  rules,
  errors: fault.entries,
  routes,
  actions: [cleanImports],
  menu: [{ id: 'meetings.exchange', label: 'Import and export', icon: 'arrow-down-up', href: '/app/meeting-exchange', order: 45 }],
});
