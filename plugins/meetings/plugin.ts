import { definePlugin, type Env } from '#core';
import { access, groups, rules } from './access.ts';
import { cancel } from './cancel.ts';
import { concurrencyCases } from './cases.ts';
import { syncConference } from './conference.ts';
import { confirm } from './confirm.ts';
import { details } from './details.ts';
import { example } from './example.ts';
import { fault } from './faults.ts';
import { checkMeetings } from './health.ts';
import { draft, request } from './make-meeting.ts';
import { personalData } from './personal-data.ts';
import { clearTraces, remove } from './remove.ts';
import { reschedule } from './reschedule.ts';
import { revise } from './revise.ts';
import { roomSchedules, virtualRoomSchedules } from './room-schedules.ts';
import { routes } from './routes.tsx';
import { schema } from './schema.ts';
import { seed } from './seed.ts';
import { menu, views } from './views.ts';

export default definePlugin({
  name: 'meetings',
  version: '1.0.0',
  title: 'Meetings',
  summary: 'Meetings, rooms and virtual rooms that nobody can book twice',
  category: 'Meetings',
  icon: 'calendar-days',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: schema.depends,
  optional: ['thread'],
  schema,
  groups,
  access,
  rules,
  errors: fault.entries,
  services: {
    meetings: {
      request: { callers: ['portal'], run: (env: Env<'meetings'>, input) => request(env, input) },
      draft: { run: (env: Env<'meetings'>, input) => draft(env, input) },
      revise: { run: (env: Env<'meetings'>, input) => revise(env, input) },
      reschedule: { run: (env: Env<'meetings'>, input) => reschedule(env, input) },
      cancel: { run: (env: Env<'meetings'>, input) => cancel(env, input) },
      confirm: { run: (env: Env<'meetings'>, input) => confirm(env, input) },
      seed: { run: (env: Env<'meetings'>, input) => seed(env, input) },
      remove: { run: (env: Env<'meetings'>, input) => remove(env, input) },
      details: { run: (env: Env<'meetings'>, input) => details(env, input) },
    },
  },
  provides: [
    { contract: 'calendar.resource-schedule', key: 'room', implementation: roomSchedules },
    { contract: 'calendar.resource-schedule', key: 'virtual_room', implementation: virtualRoomSchedules },
    { contract: 'calendar.case-runner', key: 'concurrency', implementation: concurrencyCases },
  ],
  hooks: [{ model: 'meeting.event', on: 'delete', run: clearTraces }],
  jobs: [syncConference],
  routes,
  views,
  menu,
  health: [{ name: 'meetings', run: checkMeetings }],
  personalData,
  example,
});
