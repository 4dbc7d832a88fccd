import { definePlugin } from '#core';
import { access, rules } from './access.ts';
import { calendarsLink } from './calendars-page.tsx';
import { fault } from './faults.ts';
import { personalData } from './personal-data.ts';
import { refreshDue, refreshOne } from './refresh.ts';
import { releaseAll } from './release-all.ts';
import { routes } from './routes.tsx';
import { schema } from './schema.ts';

/** People's calendars elsewhere keep their time from being booked here. */
export default definePlugin({
  name: 'external-calendars',
  version: '1.0.0',
  title: 'External calendars',
  summary: 'Appointments in other calendars keep people from being booked',
  category: 'Meetings',
  icon: 'calendar-sync',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: schema.depends,
  permissions: ['http:*'],
  schema,
  access,
  rules,
  errors: fault.entries,
  actions: [refreshDue],
  jobs: [refreshOne],
  routes,
  slots: { me: calendarsLink },
  personalData,
  disable: releaseAll,
});
