import { definePlugin, type Env, on } from '#core';
import { access, groups, rules } from './access.ts';
import { answer } from './answer.ts';
import { cancel } from './cancel.ts';
import { cancelMany, tellCancelled } from './cancel-many.ts';
import { concurrencyCases } from './cases.ts';
import { linkArrived } from './conference/link-arrived.ts';
import { conferenceActions, conferenceJobs, conferenceRoutes } from './conference/plugin-parts.ts';
import { renewLink } from './conference/renew-link.ts';
import { settingsSlot } from './conference/settings-slot.tsx';
import { confirm } from './confirm.ts';
import { meetingAnswered, meetingConfirmed } from './contract.ts';
import { details } from './details.ts';
import { editRoutes } from './edit-routes.tsx';
import { example } from './example.ts';
import { fault } from './faults.ts';
import { followPerson } from './follow-person.ts';
import { handOver } from './hand-over.ts';
import { checkMeetings } from './health.ts';
import { heldMeetings, heldVirtualRooms } from './held.ts';
import { heldHistory } from './held-history.ts';
import { heldInvitations } from './held-invitations.ts';
import { leftBehind } from './held-panel.tsx';
import { heldRoutes } from './held-routes.tsx';
import { historyRoutes } from './history/history-routes.tsx';
import { alarms, invite, told } from './invite.ts';
import { join, leave } from './join.ts';
import { makeMany } from './make-many.ts';
import { draft, request } from './make-meeting.ts';
import { meetingRoutes } from './meeting-routes.tsx';
import { waitingMark } from './pages/approvals.tsx';
import { myDay } from './pages/my-day.tsx';
import { releaseNoShowsAction } from './pages/release-no-shows.ts';
import { pageRoutes } from './pages/routes.ts';
import { personHooks } from './person-hooks.ts';
import { personalData } from './personal-data.ts';
import { ensureReminders, moveReminders } from './reminders.ts';
import { clearTraces, remove } from './remove.ts';
import { reply } from './reply.ts';
import { reschedule } from './reschedule.ts';
import { revise } from './revise.ts';
import { roomSchedules, virtualRoomSchedules } from './room-schedules.ts';
import { heldPools, heldRooms } from './rooms/held-rooms.ts';
import { lapseRequestsAction } from './rooms/lapse-requests.ts';
import { roomHooks, roomServices } from './rooms/room-parts.ts';
import { roomViews } from './rooms/room-views.ts';
import { routes } from './routes.tsx';
import { schema } from './schema.ts';
import { seed } from './seed.ts';
import { sendReminders } from './send-reminders.ts';
import { cancelSeries } from './series/cancel-series.ts';
import { recurringCases, rruleCases } from './series/cases.ts';
import { confirmSeries } from './series/confirm-series.ts';
import { describeStored } from './series/describe-rule.ts';
import { extendSeries } from './series/extend-series.ts';
import { makeSeries } from './series/make-series.ts';
import { repeatMeeting } from './series/repeat-meeting.ts';
import { reviseSeries } from './series/revise-series.ts';
import { seriesDetails } from './series/series-details.ts';
import { seriesRoutes } from './series/series-routes.tsx';
import { queueSeriesLinks } from './series/start-links.ts';
import { setBack } from './set-back.ts';
import { settings } from './settings.ts';
import { tellHost } from './tell-host.ts';
import { undo } from './undo.ts';
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
  settings,
  services: {
    meetings: {
      request: { callers: ['portal'], run: (env: Env<'meetings'>, input) => request(env, input) },
      draft: { run: (env: Env<'meetings'>, input) => draft(env, input) },
      makeMany: { run: (env: Env<'meetings'>, input) => makeMany(env, input) },
      revise: { run: (env: Env<'meetings'>, input) => revise(env, input) },
      join: { callers: ['portal'], run: (env: Env<'meetings'>, input) => join(env, input) },
      leave: { run: (env: Env<'meetings'>, input) => leave(env, input) },
      reschedule: { run: (env: Env<'meetings'>, input) => reschedule(env, input) },
      cancel: { run: (env: Env<'meetings'>, input) => cancel(env, input) },
      cancelMany: { run: (env: Env<'meetings'>, input) => cancelMany(env, input) },
      confirm: { run: (env: Env<'meetings'>, input) => confirm(env, input) },
      setBack: { run: (env: Env<'meetings'>, input) => setBack(env, input) },
      undo: { run: (env: Env<'meetings'>, input) => undo(env, input) },
      handOver: { run: (env: Env<'meetings'>, input) => handOver(env, input) },
      renewLink: { run: (env: Env<'meetings'>, input) => renewLink(env, input) },
      answer: { run: (env: Env<'meetings'>, input) => answer(env, input) },
      reply: { run: (env: Env<'meetings'>, input) => reply(env, input) },
      invite: { run: (env: Env<'meetings'>, input) => invite(env, input) },
      linkArrived: { run: (env: Env<'meetings'>, input) => linkArrived(env, input) },
      told: { run: (env: Env<'meetings'>, input) => told(env, input) },
      alarms: { run: (env: Env<'meetings'>, input) => alarms(env, input) },
      seed: { run: (env: Env<'meetings'>, input) => seed(env, input) },
      remove: { run: (env: Env<'meetings'>, input) => remove(env, input) },
      makeSeries: { run: (env: Env<'meetings'>, input) => makeSeries(env, input) },
      confirmSeries: { run: (env: Env<'meetings'>, input) => confirmSeries(env, input) },
      reviseSeries: { run: (env: Env<'meetings'>, input) => reviseSeries(env, input) },
      repeat: { run: (env: Env<'meetings'>, input) => repeatMeeting(env, input) },
      cancelSeries: { run: (env: Env<'meetings'>, input) => cancelSeries(env, input) },
      ruleWords: { run: async (env: Env<'meetings'>, { language, ...series }) => describeStored(env.withPreferences({ language }), series) },
      seriesDetails: { run: (env: Env<'meetings'>, input) => seriesDetails(env, input) },
      ...roomServices,
      details: { run: (env: Env<'meetings'>, input) => details(env, input) },
    },
  },
  provides: [
    { contract: 'calendar.resource-schedule', key: 'room', implementation: roomSchedules },
    { contract: 'calendar.resource-schedule', key: 'virtual_room', implementation: virtualRoomSchedules },
    { contract: 'base.left-behind', key: 'meetings', implementation: leftBehind },
    { contract: 'meetings.held', key: 'meetings', implementation: heldMeetings },
    { contract: 'meetings.held', key: 'virtual-rooms', implementation: heldVirtualRooms },
    { contract: 'meetings.held', key: 'rooms', implementation: heldRooms },
    { contract: 'meetings.held', key: 'pools', implementation: heldPools },
    { contract: 'meetings.held', key: 'invitations', implementation: heldInvitations },
    { contract: 'meetings.held', key: 'history', implementation: heldHistory },
    { contract: 'calendar.case-runner', key: 'rrule', implementation: rruleCases },
    { contract: 'calendar.case-runner', key: 'recurring', implementation: recurringCases },
    { contract: 'calendar.case-runner', key: 'concurrency', implementation: concurrencyCases },
  ],
  hooks: [
    ...roomHooks,
    ...personHooks,
    { model: 'meeting.event', on: 'delete', run: clearTraces },
    { model: 'meeting.event', on: 'update', run: moveReminders },
  ],
  on: [on(meetingConfirmed, (env: Env<'meetings'>, { meeting }) => ensureReminders(env, meeting)), on(meetingAnswered, tellHost)],
  jobs: [tellCancelled, followPerson, queueSeriesLinks, ...conferenceJobs],
  actions: [...conferenceActions, extendSeries, sendReminders, releaseNoShowsAction, lapseRequestsAction],
  routes: [...conferenceRoutes, ...seriesRoutes, ...routes, ...editRoutes, ...meetingRoutes, ...historyRoutes, ...heldRoutes, ...pageRoutes],
  views: [...views, ...roomViews],
  menu,
  slots: { header: (env: Env<'meetings'>) => waitingMark(env), home: (env: Env<'meetings'>) => myDay(env), settings: settingsSlot },
  assets: {
    'planner.css': 'text/css; charset=utf-8',
    'history.css': 'text/css; charset=utf-8',
    'planner.js': 'text/javascript; charset=utf-8',
    'door.css': 'text/css; charset=utf-8',
    'door.js': 'text/javascript; charset=utf-8',
  },
  health: [{ name: 'meetings', run: checkMeetings }],
  personalData,
  example,
});
