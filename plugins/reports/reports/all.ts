import type { Report } from '../report.ts';
import { actionsReport } from './actions.ts';
import { bookingsReport } from './bookings.ts';
import { growthReport } from './growth.ts';
import { mailsReport } from './mails.ts';
import { meetingsReport } from './meetings.ts';
import { providersReport } from './providers.ts';
import { roomsReport } from './rooms.ts';
import { speedReport } from './speed.ts';

/** In the order of the pages. */
export const reports: readonly Report[] = [meetingsReport, bookingsReport, roomsReport, providersReport, mailsReport, speedReport, actionsReport, growthReport];
