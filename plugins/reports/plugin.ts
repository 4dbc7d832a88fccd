import { definePlugin } from '#core';
import { access, groups } from './access.ts';
import { meetingExtension } from './no-show.ts';
import { routes } from './routes.tsx';
import { schema } from './schema.ts';
import { settings } from './settings.ts';
import { takeSizes } from './take-sizes.ts';
import { weeklyKind, weeklyMail } from './weekly-mail.tsx';

/** What managers want to know: meetings, bookings, rooms, providers, mails, speed, actions, growth. */
export default definePlugin({
  name: 'reports',
  version: '1.0.0',
  title: 'Reports',
  summary: 'Figures of meetings, rooms, mails and the system, with charts, CSV and a weekly mail',
  category: 'Productivity',
  icon: 'chart-column',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: schema.depends,
  permissions: ['mail', 'platform'],
  schema,
  settings,
  groups,
  access,
  routes,
  views: [meetingExtension],
  menu: [{ id: 'reports', label: 'Reports', icon: 'chart-column', href: '/app/reports', order: 600, groups: ['reports.reader'] }],
  assets: { 'reports.css': 'text/css; charset=utf-8' },
  actions: [takeSizes, weeklyMail],
  provides: [{ contract: 'mail.kind', key: 'reports.weekly', implementation: weeklyKind }],
});
