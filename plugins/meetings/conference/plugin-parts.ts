import { checkConference, findLostRooms } from './check-conference.ts';
import { collectSummaries, fetchSummary } from './fetch-summary.ts';
import { hookRoutes } from './hook-routes.ts';
import { joinRoutes } from './join-routes.tsx';
import { lookAtCalendar } from './look-at-calendar.ts';
import { providerRoutes } from './provider-routes.tsx';
import { reconcileConferences } from './reconcile.ts';
import { renewNow } from './renew-subscriptions.ts';
import { summaryRoutes } from './summary-routes.ts';
import { syncConference } from './sync-conference.ts';
import { takeNews } from './take-news.ts';
import { takeRoomAway } from './take-room-away.ts';
import { tendAccounts } from './tend-accounts.ts';

/** What the conferences bring to the plugin's manifest. */
export const conferenceJobs = [syncConference, takeRoomAway, checkConference, findLostRooms, lookAtCalendar, renewNow, takeNews, fetchSummary];
export const conferenceActions = [reconcileConferences, tendAccounts, collectSummaries];
export const conferenceRoutes = [...hookRoutes, ...joinRoutes, ...summaryRoutes, ...providerRoutes];
