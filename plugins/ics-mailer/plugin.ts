import { definePlugin, type Env } from '#core';
import { access, rules } from './access.ts';
import { calendarFile } from './calendar-file.ts';
import { itipCases, itipReplyCases } from './cases.ts';
import { digestRoutes } from './digest/digest-routes.tsx';
import { sendDigests } from './digest/send-digest.ts';
import { askFeedback } from './feedback/ask-feedback.ts';
import { feedbackRoutes } from './feedback/feedback-routes.tsx';
import { feedRoutes } from './feeds/feed-routes.tsx';
import { personSource, roomSource } from './feeds/feed-sources.ts';
import { feedsLink, meLinks } from './feeds/feeds-page.tsx';
import { renewFeeds } from './feeds/renew-feeds.ts';
import { mailTemplates } from './mail-templates.ts';
import { mailsRoutes } from './meeting-mails/mails-routes.tsx';
import { notify } from './notify.ts';
import { personalData } from './personal-data.ts';
import { answerRoutes } from './replies/answer-routes.tsx';
import { replyTaker } from './replies/take-replies.ts';
import { routes } from './routes.tsx';
import { schema } from './schema.ts';
import { settings } from './settings.ts';
import { sendWaiting, subscriptions } from './tell-attendees.ts';
import { seatSubscriptions } from './tell-seats.ts';
import { sendWaitingSeries, seriesSubscriptions } from './tell-series.ts';
import { menu, views } from './views.ts';

/** Invitations, updates and cancellations to everybody who takes part, each in their own zone and language; answers, feeds, digests and feedback. */
export default definePlugin({
  name: 'ics-mailer',
  version: '1.1.0',
  title: 'Calendar invitations',
  summary: 'Mails with calendar files: invitation, update, cancellation, in everybody’s own time; answers and calendar feeds',
  category: 'Communication',
  icon: 'calendar-check',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: schema.depends,
  optional: ['thread'],
  permissions: ['mail', 'act-as'],
  schema,
  access,
  rules,
  settings,
  services: {
    'ics-mailer': {
      file: { run: (env: Env<'ics-mailer'>, input) => calendarFile(env, input) },
      notify: { run: (env: Env<'ics-mailer'>, input) => notify(env, input) },
    },
  },
  routes: [...routes, ...answerRoutes, ...feedRoutes, ...digestRoutes, ...feedbackRoutes, ...mailsRoutes],
  views,
  menu,
  slots: { me: meLinks, password: feedsLink },
  jobs: [sendWaiting, sendWaitingSeries],
  actions: [sendDigests, askFeedback],
  on: [renewFeeds, ...subscriptions, ...seatSubscriptions, ...seriesSubscriptions],
  provides: [
    ...mailTemplates,
    { contract: 'mail.inbound', key: 'replies', implementation: replyTaker },
    { contract: 'ics-mailer.feed-source', key: 'person', implementation: personSource },
    { contract: 'ics-mailer.feed-source', key: 'room', implementation: roomSource },
    { contract: 'calendar.case-runner', key: 'itip', implementation: itipCases },
    { contract: 'calendar.case-runner', key: 'itip-reply', implementation: itipReplyCases },
  ],
  personalData,
});
