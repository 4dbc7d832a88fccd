import { definePlugin } from '#core';
import { access, rules } from './access.ts';
import { casesCommand } from './cases.ts';
import { clearExpiredHolds } from './clear-expired-holds.ts';
import { personSchedules } from './person-schedules.ts';
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
  views,
  menu,
  commands: [casesCommand],
});
