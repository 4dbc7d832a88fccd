import { z } from 'zod';
import { type Env, fail, html, type Incoming, type Reply, type Row } from '#core';
import type { MeetingDetails } from '../meetings/contract.ts';
import { noBooking } from './closed-page.tsx';
import { allowFrames } from './embed/frames.ts';
import { fault } from './faults.ts';
import { NOBODY } from './find-link.ts';
import { MANAGE, markedVersion, revisionOf, versionMark } from './manage-link.ts';
import { ManagePage } from './manage-page.tsx';
import type { Link } from './open-times.ts';
import { type Wishes, withClock } from './reader.ts';
import { useStyle } from './style/page-style.tsx';
import { isUsedUp } from './used-up.ts';
import { linkAddress } from './views.tsx';

type PortalEnv = Env<'booking-portal'>;
type Booking = Row<'booking-portal', 'booking.booking'>;

export const portal = { kind: MANAGE, param: 'token', optional: true };
export const params = z.object({ token: z.string().max(200) });
export const marked = z.object({ v: z.string().max(120).optional() });
const MINUTE_MS = 60_000;

export type Found = {
  env: PortalEnv;
  booking: Booking;
  /** As it concerns this guest: cancelled, where the seat was given back. */
  meeting: MeetingDetails;
  /** What the links of a mail are bound to. */
  revision: number;
  path: string;
  mark: string;
  timeZone: string;
  canChange: boolean;
  tooLate: boolean;
  /** It stands and its time has come: whether it took place is not for the guest to say. */
  begun: boolean;
  policy: string | null;
  about: string | null;
  /** Null: the link does not say who meets the guest. */
  host: string | null;
  /** Of what is off: where another time can be booked. */
  again: string | undefined;
};

/** The guest's booking with its meeting's newest state, in the guest's zone and language. Undefined: no such token. */
export async function findBooking(env: PortalEnv, token: string, wishes: Omit<Wishes, 'lang'> = { accept: undefined }): Promise<Found | undefined> {
  const plugin = env.asPlugin();
  // Nobody's token is looked for as well: how long the answer takes tells nothing.
  const [booking] =
    env.principal.kind === 'portal'
      ? await env.model('booking.booking').find({ id: env.principal.record })
      : await plugin.model('booking.booking').find({ id: NOBODY });
  if (!booking) return undefined;
  const [stored] = await plugin.service('meetings').details({ ids: [booking.meeting] });
  if (!stored) return undefined;
  const meeting = booking.leftAt ? { ...stored, state: 'cancelled' as const, reason: null } : stored;
  const revision = revisionOf(booking, meeting);
  const [link] = booking.link ? await plugin.model('booking.link').find({ id: booking.link }) : [];
  allowFrames(env, link?.embedSites ?? null);
  await useStyle(env, link?.style);
  const live = meeting.state === 'draft' || meeting.state === 'confirmed';
  const begun = (live || meeting.state === 'done') && meeting.start <= env.now();
  const standing = live && !begun;
  return {
    env: withClock(env, wishes).withPreferences({ language: booking.language, timeZone: booking.timeZone }),
    booking,
    meeting,
    revision,
    path: `/booking/${token}`,
    mark: versionMark(plugin, booking.id, revision),
    timeZone: booking.timeZone,
    policy: link?.policy ?? null,
    about: link?.description ?? null,
    host: link?.showHost === false ? null : meeting.host.name,
    again: link && meeting.state === 'cancelled' ? await openAddress(plugin, link) : undefined,
    canChange: standing && !isLate({ meeting }, link, env.now()),
    tooLate: standing && isLate({ meeting }, link, env.now()),
    begun,
  };
}

/** Where a link is booked, if it still can be. A secret address that was made anew is not told to those who had the old one. */
async function openAddress(plugin: PortalEnv, link: Link): Promise<string | undefined> {
  const stands = (link.slug !== null || link.seed === '') && link.active && (link.expiresAt === null || link.expiresAt > plugin.now());
  return stands && !(await isUsedUp(plugin, link)) ? linkAddress(plugin, link) : undefined;
}

/** A link that acts was made for one version: later it explains itself and leads to the newest state. @throws BOOKING_LINK_USED, NOT_FOUND */
export function assertCurrent(found: Found, mark: string | undefined): void {
  if (mark === undefined) return;
  const version = markedVersion(found.env.asPlugin(), found.booking.id, mark);
  if (version === undefined) throw fail('NOT_FOUND');
  if (version === found.revision) return;
  throw fault('BOOKING_LINK_USED');
}

/** Guests change what is still to come and not within the notice of the link. @throws BOOKING_TOO_LATE, BOOKING_BEGUN */
export function assertInTime({ tooLate, begun }: Found): void {
  if (tooLate) throw fault('BOOKING_TOO_LATE');
  if (begun) throw fault('BOOKING_BEGUN');
}

export const show = (found: Found, options: { status?: number; notice?: { kind: 'ok' | 'info' | 'warn'; text: string } } = {}): Reply =>
  html(<ManagePage {...found} notice={options.notice} />, { status: options.status ?? 200 });

/** What a guest is told when a step is refused: the newest state, and why. */
export async function explain(env: PortalEnv, request: Incoming, error: { code: string; status: number; detail: string; title: string }): Promise<Reply> {
  const found = await findBooking(env, request.params.token ?? '', { accept: request.header('accept-language') });
  if (!found || error.status === 404) return noBooking(env);
  return show(found, { status: error.status, notice: { kind: 'warn', text: found.env.t(error.detail || error.title) } });
}

/** Until when a guest may still change the booking here. */
const isLate = (found: Pick<Found, 'meeting'>, link: Pick<Link, 'cancelNoticeMin'> | undefined, now: Date): boolean =>
  found.meeting.start.getTime() - (link?.cancelNoticeMin ?? 0) * MINUTE_MS <= now.getTime();
