import { type Env, on } from '#core';
import { type MeetingDetails, type SeriesDetails, seriesCancelled, seriesStands } from '../meetings/contract.ts';
import { composeSeriesMails, type SeriesMail } from './series-mails.ts';

type IcsEnv = Env<'ics-mailer'>;

/** Everybody who is invited to a date of it, once. */
function everybody(series: SeriesDetails): MeetingDetails['attendees'] {
  const once = new Map(series.meetings.filter(({ exception }) => !exception).flatMap(({ attendees }) => attendees.map((one) => [one.email, one] as const)));
  return [...once.values()];
}

async function tell(env: IcsEnv, kind: SeriesMail, series: SeriesDetails): Promise<void> {
  const mails = await composeSeriesMails(env, kind, series, everybody(series));
  if (mails.length === 0) return;
  await env.service('mail').send({ mails });
  if (kind === 'cancellation') return;
  const attendees = series.meetings.flatMap((meeting) => meeting.attendees.map(({ id }) => id));
  await env.service('meetings').told({ attendees, sequence: series.sequence });
}

/** A link of a date arrived: the series is told of when no other is on its way. */
export async function tellSeriesLink(env: IcsEnv, id: string): Promise<void> {
  const series = await env.service('meetings').seriesDetails({ id });
  if (series?.state !== 'confirmed') return;
  const waiting = series.meetings.some(({ conference }) => conference === 'queued' || conference === 'creating' || conference === 'pending');
  if (!waiting) await tell(env, 'update', series);
}

/** One message for the whole series to each attendee, however many dates it has. */
export const seriesSubscriptions = [
  on(seriesStands, async (env: IcsEnv, { series: id, kind, removed }) => {
    const series = await env.service('meetings').seriesDetails({ id });
    if (series?.state !== 'confirmed') return;
    if (removed.length > 0) {
      const gone = removed.map((one) => ({ ...one, toldSequence: null }));
      await env.service('mail').send({ mails: await composeSeriesMails(env, 'cancellation', series, gone) });
    }
    await tell(env, kind, series);
  }),
  on(seriesCancelled, async (env: IcsEnv, { series: id }) => {
    const series = await env.service('meetings').seriesDetails({ id });
    if (series?.state === 'cancelled') await tell(env, 'cancellation', series);
  }),
];
