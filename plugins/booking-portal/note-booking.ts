import type { Create, Env } from '#core';
import type { Guest } from '../meetings/contract.ts';
import type { Booked, BookingForm } from './book.ts';
import { manageToken, revisionOf } from './manage-link.ts';
import type { Link } from './open-times.ts';

/** The guest first, then who comes along; a note is for the host alone. */
export const guestsOf = ({ name, email, timeZone, language, phone, others }: BookingForm, note: string): Guest[] => [
  { name, email, timeZone, language, ...(note ? { note } : {}), ...(phone ? { phone } : {}) },
  ...others.map((other) => ({ ...other, timeZone, language })),
];

type Made = { id: string; version: number; sequence: number; state: 'draft' | 'confirmed'; hosts: readonly string[] };

/** How long a request waits for its answer. */
type Waiting = Partial<Pick<Create<'booking-portal', 'booking.booking'>, 'answerBy' | 'remindAt'>>;

/** Writes down what the guest booked, or where a shared seat went to. */
export async function noteBooking(env: Env<'booking-portal'>, link: Link, form: BookingForm, made: Made, waiting: Waiting = {}): Promise<Booked> {
  const bookings = env.model('booking.booking');
  const where = { meeting: made.id, hosts: [...made.hosts], place: link.chosen?.id ?? null, shared: link.seats > 1, seats: 1 + form.others.length };
  const booking = form.moving
    ? await bookings.update(form.moving.id, { ...where, timeZone: form.timeZone, moves: form.moving.moves + 1, leftAt: null })
    : await bookings.create({
        ...where,
        link: link.id,
        guestName: form.name,
        guestEmail: form.email,
        timeZone: form.timeZone,
        language: form.language,
        browser: form.browser ?? null,
        answers: [...form.answers],
        note: form.note ?? null,
        others: [...form.others],
        ...waiting,
      });
  return { booking: booking.id, meeting: made.id, manage: await manageToken(env, booking.id), version: revisionOf(booking, made), state: made.state };
}
