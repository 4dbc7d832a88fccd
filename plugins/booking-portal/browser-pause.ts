import { createHash } from 'node:crypto';
import type { Env, Incoming } from '#core';
import { settings } from './settings.ts';

/** One browser pauses after a booking: a floor, not the wall. */
export async function pauseLeft(env: Env<'booking-portal'>, browser: string | undefined): Promise<number> {
  const { pauseSeconds } = await env.settings(settings);
  if (!browser || pauseSeconds === 0) return 0;
  const since = new Date(env.now().getTime() - pauseSeconds * 1_000);
  const [last] = await env
    .asPlugin()
    .model('booking.booking')
    .find({ browser, createdAt: { gt: since } }, { order: ['-createdAt'], limit: 1 });
  if (!last) return 0;
  // The row's time is the database's, whose clock may be ahead of ours.
  return Math.min(pauseSeconds, Math.max(1, Math.ceil((last.createdAt.getTime() + pauseSeconds * 1_000 - env.now().getTime()) / 1_000)));
}

export const browserOf = (request: Pick<Incoming, 'cookie'>): string | undefined => {
  const cookie = request.cookie('browser');
  return cookie ? createHash('sha256').update(cookie).digest('hex') : undefined;
};

const VISIT = 'booking-visit';

/** For the form of a page in a frame of another site, whose cookies browsers keep back: who has it is the same visitor. Signed, so that nobody makes up many. */
export function newVisit(env: Env<'booking-portal'>, link: string): string {
  const random = env.random(18);
  return `${random}.${env.asPlugin().secrets.sign(VISIT, link, random)}`;
}

/** The browser of a request: by its cookie, else by what its form was given. */
export function visitorOf(env: Env<'booking-portal'>, link: string, request: Pick<Incoming, 'cookie'>, visit: string | undefined): string | undefined {
  const browser = browserOf(request);
  if (browser !== undefined || visit === undefined) return browser;
  const [random = '', signature = ''] = visit.split('.');
  return env.asPlugin().secrets.verify(signature, VISIT, link, random) ? createHash('sha256').update(`visit ${random}`).digest('hex') : undefined;
}
