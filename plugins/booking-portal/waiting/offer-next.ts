import { z } from 'zod';
import { defineAction, defineJob, type Env, on, type Row } from '#core';
import { meetingCancelled, meetingChanged, meetingLeft, meetingPostponed } from '../../meetings/contract.ts';
import { linkOf } from '../find-link.ts';
import { keepTime } from '../hold.ts';
import { type Link, openTimes } from '../open-times.ts';
import { withChoice } from '../places/with-choice.ts';
import { sharedMeetings } from '../seats/shared-meetings.ts';
import { tellWaiting } from './tell-waiting.ts';

type PortalEnv = Env<'booking-portal'>;
type Waiting = Row<'booking-portal', 'booking.waiting'>;

const HOUR_MS = 3_600_000;
/** Of one link in one run; the next one goes on. */
const MOST = 500;
/** How long is known that somebody waited, after the time has passed. */
const KEPT_MS = 30 * 24 * HOUR_MS;

/** The first start that suits and is free now. */
async function freeFor(env: PortalEnv, link: Link, { from, until, timeZone }: Waiting): Promise<Date | undefined> {
  const to = new Date(until.getTime() + link.durationMin * 60_000);
  const starts = await openTimes(env, link, { from: from > env.now() ? from : env.now(), to, viewerTimeZone: timeZone });
  return starts.find((start) => start <= until);
}

/** Takes the time, or one of the seats, out of what is offered. @returns until when; undefined: somebody was quicker */
async function keep(env: PortalEnv, link: Link, { id, timeZone }: Waiting, start: Date): Promise<Date | undefined> {
  const expiresAt = new Date(Math.min(env.now().getTime() + link.waitlistHours * HOUR_MS, start.getTime() - link.minNoticeMin * 60_000));
  if (link.seats === 1)
    return (await keepTime(env, link, { start, timeZone, source: { model: 'booking.waiting', record: id }, expiresAt })) ? expiresAt : undefined;
  const end = new Date(start.getTime() + link.durationMin * 60_000);
  const standing = (await sharedMeetings(env, link, { from: start, to: end, viewerTimeZone: timeZone })).filter(
    (one) => one.start.getTime() === start.getTime(),
  );
  if (standing.length > 0) return standing.some(({ left }) => left > 0) ? expiresAt : undefined;
  const kept = await env.model('booking.waiting').count({ link: link.id, state: 'offered', offeredStart: start, offeredUntil: { gt: env.now() } });
  return kept < link.seats ? expiresAt : undefined;
}

/**
 * What became free at a link goes to those who wait for it, in the order in which they came; each is told and has some hours, then the next one is asked. One transaction,
 * behind the bookings of the link.
 */
export async function offerNext(env: PortalEnv, id: string): Promise<number> {
  return env.tx(async () => {
    await env.lockKeys([`calendar:${env.org}:booking_link:${id}`]);
    const now = env.now();
    const waiting = env.model('booking.waiting');
    await waiting.update({ link: id, state: 'offered', offeredUntil: { lte: now } }, { state: 'lapsed' });
    await waiting.update({ link: id, state: 'waiting', until: { lte: now } }, { state: 'lapsed' });
    const line = await waiting.find({ link: id, state: 'waiting' }, { order: ['createdAt', 'id'], limit: MOST });
    const open = line.length > 0 ? await linkOf(env, id) : undefined;
    if (!open?.link.active || !open.link.waitlist || (open.link.expiresAt && open.link.expiresAt <= now)) return 0;
    const nothing = new Set<string>();
    let count = 0;
    for (const one of line) {
      const asked = [one.from.getTime(), one.until.getTime(), one.minutes, one.place].join();
      if (nothing.has(asked)) continue;
      const { link } = await withChoice(env, open, { minutes: one.minutes, place: one.place ?? undefined });
      const start = await freeFor(env, link, one);
      const until = start && (await keep(env, link, one, start));
      if (!start || !until) {
        nothing.add(asked);
        continue;
      }
      const offered = await waiting.update(one.id, { state: 'offered', offeredStart: start, offeredUntil: until });
      await tellWaiting(env, link, offered, 'seat');
      await env.enqueue(offerWaiting, { link: id }, { key: `booking.offer:${id}:${until.getTime()}`, runAt: until });
      count += 1;
    }
    return count;
  });
}

export const offerWaiting = defineJob({
  name: 'booking.offer-waiting',
  payload: z.object({ link: z.uuid() }),
  run: async (env: PortalEnv, { link }) => {
    await offerNext(env, link);
  },
});

/** Links for which somebody waits. */
async function linksWaitedFor(env: PortalEnv): Promise<string[]> {
  const groups = await env.model('booking.waiting').group({ state: { in: ['waiting', 'offered'] } }, ['link'], { limit: 1_000 });
  return groups.flatMap(({ link }) => (typeof link === 'string' ? [link] : []));
}

async function offerSoon(env: PortalEnv): Promise<void> {
  for (const link of await linksWaitedFor(env)) await env.enqueue(offerWaiting, { link }, { key: `booking.offer:${link}` });
}

/** Something became free, perhaps at a link that has nothing to do with the meeting: persons and rooms are shared. */
export const freedSubscriptions = [
  on(meetingCancelled, offerSoon),
  on(meetingChanged, async (env: PortalEnv, { significant }) => (significant ? offerSoon(env) : undefined)),
  on(meetingPostponed, offerSoon),
  on(meetingLeft, offerSoon),
];

/** What becomes free without a meeting: hours that are opened, a hold that lapsed, somebody's day off that is none any more. */
export const offerWaitingAction = defineAction({
  name: 'booking-portal.offer-waiting',
  title: 'Tell waiting guests what is free',
  expression: '*/10 * * * *',
  catchUp: 'one',
  run: async (env: PortalEnv, { signal }) => {
    let count = 0;
    for (const link of await linksWaitedFor(env)) {
      if (signal.aborted) break;
      count += await offerNext(env, link);
    }
    await env.model('booking.waiting').delete({ until: { lt: new Date(env.now().getTime() - KEPT_MS) } });
    return { count };
  },
});
