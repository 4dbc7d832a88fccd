import { definePlugin, type Env } from '#core';
import { calendarFile } from './calendar-file.ts';
import { itipCases, itipReplyCases } from './cases.ts';
import { routes } from './routes.tsx';
import { schema } from './schema.ts';
import { settings } from './settings.ts';
import { sendWaiting, subscriptions } from './tell-attendees.ts';
import { seriesSubscriptions } from './tell-series.ts';
import { views } from './views.ts';

/** Invitations, updates and cancellations to everybody who takes part, each in their own zone and language. */
export default definePlugin({
  name: 'ics-mailer',
  version: '1.0.0',
  title: 'Calendar invitations',
  summary: 'Mails with calendar files: invitation, update, cancellation, in everybody’s own time',
  category: 'Communication',
  icon: 'calendar-check',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: schema.depends,
  optional: ['thread'],
  permissions: ['mail'],
  schema,
  settings,
  services: { 'ics-mailer': { file: { run: (env: Env<'ics-mailer'>, input) => calendarFile(env, input) } } },
  routes,
  views,
  jobs: [sendWaiting],
  on: [...subscriptions, ...seriesSubscriptions],
  provides: [
    { contract: 'calendar.case-runner', key: 'itip', implementation: itipCases },
    { contract: 'calendar.case-runner', key: 'itip-reply', implementation: itipReplyCases },
  ],
});
