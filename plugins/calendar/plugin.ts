import { definePlugin, type Env } from '#core';
import { access, rules } from './access.ts';
import { casesCommand } from './cases.ts';
import { clearExpiredHolds } from './clear-expired-holds.ts';
import { editorRoutes } from './editor/routes.tsx';
import { hoursLink, myHoursRoutes } from './my-hours/routes.tsx';
import { personSchedules } from './person-schedules.ts';
import { personalData } from './personal-data.ts';
import { schema } from './schema.ts';
import { calendarService } from './services.ts';
import { menu, views } from './views.ts';

/** Who and what is free when, and the claims that nobody can book over. */
export default definePlugin({
  name: 'calendar',
  version: '1.0.0',
  title: 'Calendar',
  summary: 'Working hours, free times, and claims that cannot overlap',
  category: 'Meetings',
  icon: 'clock',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: schema.depends,
  schema,
  access,
  rules,
  services: { calendar: calendarService },
  provides: [{ contract: 'calendar.resource-schedule', key: 'person', implementation: personSchedules }],
  actions: [clearExpiredHolds],
  routes: [...editorRoutes, ...myHoursRoutes],
  assets: { 'hours.css': 'text/css; charset=utf-8' },
  slots: { me: (env: Env<'calendar'>) => hoursLink(env) },
  views,
  menu,
  personalData,
  commands: [casesCommand],
});
