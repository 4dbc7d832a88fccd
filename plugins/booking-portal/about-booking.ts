import type { Env } from '#core';
import type { Booked } from '../ics-mailer/contract.ts';
import { linkAddress } from './views.tsx';

const MINUTE_MS = 60_000;

/** What mails and calendar files tell of a meeting that was booked over a link. Two statements however many guests share it. */
export async function aboutBooking(env: Env<'booking-portal'>, meeting: string): Promise<Booked | undefined> {
  const bookings = await env
    .model('booking.booking')
    .pick({ meeting }, ['link', 'guestName', 'guestEmail', 'answers', 'others', 'answerBy', 'leftAt', 'moves', 'shared'], { order: ['createdAt'] });
  const [first] = bookings;
  if (!first) return undefined;
  const fields = ['description', 'policy', 'approval', 'cancelNoticeMin', 'active', 'expiresAt', 'maxBookings', 'seed', 'slug'] as const;
  const [link] = first.link ? await env.model('booking.link').pick({ id: first.link }, fields) : [];
  const open = link?.active && link.maxBookings !== 1 && (link.expiresAt === null || link.expiresAt > env.now());
  return {
    description: link?.description ?? null,
    policy: link?.policy ?? null,
    again: open ? linkAddress(env, link) : null,
    decide: `${env.baseUrl}/app/bookings`,
    approval: link?.approval ?? false,
    shared: bookings.some(({ shared }) => shared),
    changeNoticeMs: (link?.cancelNoticeMin ?? 0) * MINUTE_MS,
    bookings: bookings.map(({ guestName, guestEmail, answers, others, answerBy, leftAt, moves }) => ({
      name: guestName,
      email: guestEmail,
      answers,
      others: others.map(({ name, email }) => ({ name, email: email.toLowerCase() })),
      answerBy,
      left: leftAt !== null,
      moves,
    })),
  };
}
