import { definePlugin, type Env } from '#core';
import { access, rules } from './access.ts';
import { bookRoutes } from './book-routes.tsx';
import { assignCases } from './cases.ts';
import { embedRoute } from './embed/embed-route.ts';
import { checkSites } from './embed/frames.ts';
import { addresses, example } from './example.ts';
import { fault } from './faults.ts';
import { linkFeed } from './feed-source.ts';
import { guardRooms } from './guard-rooms.ts';
import { guestLinks } from './guest-links.ts';
import { heldLinks } from './held-links.ts';
import { hostRoutes } from './host/routes.tsx';
import { noteEnded } from './inbox/note-ended.ts';
import { noteWithdrawn } from './inbox/note-withdrawn.ts';
import { inboxRoutes } from './inbox/routes.tsx';
import { tendRequestsAction } from './inbox/tend-requests.ts';
import { lifecycleCases } from './lifecycle-cases.ts';
import { linkListRoutes } from './links/routes.tsx';
import { keepSlugs } from './links/slug.ts';
import { manageRoutes } from './manage-routes.tsx';
import { personalData } from './personal-data.ts';
import { placesRoutes } from './places/places-routes.tsx';
import { schema } from './schema.ts';
import { seatCases } from './seats/seat-cases.ts';
import { seedCommand } from './seed.ts';
import { settings } from './settings.ts';
import { styleRoutes } from './style/routes.tsx';
import { heldTeams } from './team/held-teams.ts';
import { profileLink } from './team/profile-page.tsx';
import { teamRoutes } from './team/routes.tsx';
import { publish } from './team/team-view.tsx';
import { issueTokens, menu, views } from './views.tsx';
import { freedSubscriptions, offerWaiting, offerWaitingAction } from './waiting/offer-next.ts';
import { waitingRoutes } from './waiting/waiting-routes.tsx';
import { waitingViews } from './waiting/waiting-views.ts';

export default definePlugin({
  name: 'booking-portal',
  version: '1.0.0',
  title: 'Booking portal',
  summary: 'Links under which guests book a time, move it and cancel it',
  category: 'Meetings',
  icon: 'calendar-plus',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: schema.depends,
  optional: ['thread'],
  schema,
  settings,
  access,
  rules,
  errors: fault.entries,
  routes: [
    ...bookRoutes,
    ...manageRoutes,
    ...hostRoutes,
    ...inboxRoutes,
    ...linkListRoutes,
    ...styleRoutes,
    ...teamRoutes,
    ...placesRoutes,
    ...waitingRoutes,
    embedRoute,
  ],
  actions: [offerWaitingAction, tendRequestsAction],
  jobs: [offerWaiting],
  on: [...freedSubscriptions, noteEnded, noteWithdrawn],
  provides: [
    { contract: 'calendar.case-runner', key: 'assign', implementation: assignCases },
    { contract: 'calendar.case-runner', key: 'lifecycle', implementation: lifecycleCases },
    { contract: 'calendar.case-runner', key: 'concurrency/seats', implementation: seatCases },
    { contract: 'ics-mailer.feed-source', key: 'link', implementation: linkFeed },
    { contract: 'ics-mailer.guest-links', key: 'booking-portal', implementation: guestLinks },
    { contract: 'meetings.held', key: 'links', implementation: heldLinks },
    { contract: 'meetings.held', key: 'teams', implementation: heldTeams },
  ],
  slots: { me: (env: Env<'booking-portal'>) => profileLink(env) },
  hooks: [
    { model: 'booking.link', on: 'create', run: (env: Env<'booking-portal'>, rows) => issueTokens(env, rows) },
    { model: 'booking.team_link', on: 'create', run: (env: Env<'booking-portal'>, rows) => publish(env, rows) },
    { model: 'booking.link', on: 'create', run: (env: Env<'booking-portal'>, rows) => guardRooms(env, rows, []) },
    { model: 'booking.link', on: 'update', run: guardRooms },
    { model: 'booking.link', on: 'create', run: (env: Env<'booking-portal'>, rows) => keepSlugs(env, rows, []) },
    { model: 'booking.link', on: 'update', run: keepSlugs },
    { model: 'booking.link', on: 'create', run: checkSites },
    { model: 'booking.link', on: 'update', run: checkSites },
  ],
  views: [...views, ...waitingViews],
  menu,
  assets: {
    'booking.css': 'text/css; charset=utf-8',
    'choice.css': 'text/css; charset=utf-8',
    'host.css': 'text/css; charset=utf-8',
    'team.css': 'text/css; charset=utf-8',
    'booking.js': 'text/javascript; charset=utf-8',
    'hold.js': 'text/javascript; charset=utf-8',
    'proof.js': 'text/javascript; charset=utf-8',
    'embed.js': 'text/javascript; charset=utf-8',
  },
  personalData,
  commands: [seedCommand],
  example: (env: Env<'booking-portal'>) => example(env),
  addresses: (env: Env<'booking-portal'>) => addresses(env),
});
