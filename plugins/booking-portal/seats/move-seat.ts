import type { Env } from '#core';
import { book } from '../book.ts';
import type { Link } from '../open-times.ts';
import type { SharedBooking } from './give-back.ts';
import { tellThread } from './tell-thread.ts';

/**
 * A guest takes the seat to another time: out of the one meeting and into the other, in one transaction; where that one is not there yet, it is made. The booking stays
 * the same, so that its page and its address do.
 */
export async function moveSeat(
  env: Env<'booking-portal'>,
  link: Link,
  booking: SharedBooking,
  { start, timeZone, reason }: { start: Date; timeZone: string; reason?: string | undefined },
) {
  const [attendee] = await env.asPlugin().model('meeting.attendee').pick({ event: booking.meeting, email: booking.guestEmail }, ['phone', 'note']);
  const { state, version, meeting } = await book(env, link, {
    start,
    name: booking.guestName,
    email: booking.guestEmail,
    note: attendee?.note ?? undefined,
    phone: attendee?.phone ?? undefined,
    timeZone,
    language: booking.language,
    browser: undefined,
    answers: [],
    others: booking.others,
    moving: booking,
  });
  if (reason) await tellThread(env, meeting, '{name} moved the seat here: {reason}', { name: booking.guestName, reason });
  return { state, start: start.toISOString(), end: new Date(start.getTime() + link.durationMin * 60_000).toISOString(), version };
}
