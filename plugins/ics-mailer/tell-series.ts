import { z } from 'zod';
import { defineJob, type Env, on } from '#core';
import { type MailedLink, type MeetingDetails, type SeriesDetails, seriesCancelled, seriesStands } from '../meetings/contract.ts';
import { alone } from './alone.ts';
import { linkPending, PATIENCE_MS } from './link-pending.ts';
import { composeSeriesMails, type SeriesMail } from './series-mails.ts';
import { settings } from './settings.ts';

type IcsEnv = Env<'ics-mailer'>;

/** Has everybody been told of this state, with all links that were on their way? */
const heard = ({ meetings, sequence }: SeriesDetails): boolean =>
  !meetings.some((date) => linkPending(date) || (!date.exception && date.attendees.some(({ toldSequence }) => toldSequence !== sequence)));

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
  await env.service('meetings').told({ attendees, sequence: series.sequence, links: linksOfAll(series) });
}

/** A link of a date arrived: the series is told of when no other is on its way. */
export async function tellSeriesLink(env: IcsEnv, id: string): Promise<void> {
  await alone(env, id, async () => {
    const series = await env.service('meetings').seriesDetails({ id });
    if (series?.state !== 'confirmed' || series.meetings.some(linkPending)) return;
    const asked = series.meetings.filter(({ exception }) => !exception).map((date) => date.id);
    const { news, sequence } = await env.service('meetings').linkArrived({ series: id, links: linksOfAll(series), asked });
    if (news !== 'none') await tell(env, kindOf[news], { ...series, sequence });
  });
}

const kindOf = { first: 'invitation', change: 'update', link: 'link' } as const;

const linksOfAll = ({ meetings }: SeriesDetails): MailedLink[] => meetings.map(({ id, joinUrl }) => ({ meeting: id, link: joinUrl }));

/** Sends how a series stands without all of its links, unless it was sent or changed in the meantime: a provider must not hold the invitation back for ever. */
export const sendWaitingSeries = defineJob({
  name: 'ics-mailer.send-waiting-series',
  payload: z.object({ series: z.uuid(), version: z.number().int(), kind: z.enum(['invitation', 'update']) }),
  async run(env: IcsEnv, { series: id, version, kind }) {
    const series = await env.service('meetings').seriesDetails({ id });
    if (series?.state === 'confirmed' && series.version === version && !heard(series)) await alone(env, id, () => tell(env, kind, series));
  },
});

/** At once, or when the links of all dates are there, as the setting says. */
async function tellStanding(env: IcsEnv, kind: 'invitation' | 'update', series: SeriesDetails): Promise<void> {
  const { mailPolicy } = await env.settings(settings);
  if (mailPolicy === 'now' || !series.meetings.some(linkPending)) return tell(env, kind, series);
  await env.enqueue(
    sendWaitingSeries,
    { series: series.id, version: series.version, kind },
    { key: `ics-mailer.waiting:${series.id}:${series.version}`, runAt: new Date(env.now().getTime() + PATIENCE_MS) },
  );
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
    await alone(env, id, () => tellStanding(env, kind, series));
  }),
  on(seriesCancelled, async (env: IcsEnv, { series: id }) => {
    const series = await env.service('meetings').seriesDetails({ id });
    if (series?.state === 'cancelled') await tell(env, 'cancellation', series);
  }),
];
