import type { Env } from '#core';
import type { Booked, BookingForm } from '../book.ts';
import { fault } from '../faults.ts';
import { guestsOf, noteBooking } from '../note-booking.ts';
import { type Link, openHosts } from '../open-times.ts';
import { joinable } from './shared-meetings.ts';
import { tellThread } from './tell-thread.ts';

/**
 * A seat at the meeting that stands at this time already. In the booking's transaction, under the lock of the link: whoever comes at the same instant comes after.
 * @returns undefined where no such meeting has a seat left, and the time itself may still be free
 * @throws BOOKING_SEATS_FEW where fewer seats are left than people come, and nobody else could meet them
 */
export async function joinSeat(env: Env<'booking-portal'>, link: Link, form: BookingForm, note: string): Promise<Booked | undefined> {
  const wanted = 1 + form.others.length;
  const range = { from: form.start, to: new Date(form.start.getTime() + link.durationMin * 60_000), viewerTimeZone: form.timeZone };
  const standing = (await joinable(env, link, range, form.waiting)).filter(({ start }) => start.getTime() === form.start.getTime());
  const shared = standing.find(({ left }) => left >= wanted);
  if (!shared) {
    const few = wanted > link.seats || (standing.length > 0 && !(await openHosts(env, link, range)).has(form.start.getTime()));
    if (few) throw fault('BOOKING_SEATS_FEW');
    return undefined;
  }
  const joined = await env.service('meetings').join({ id: shared.meeting, guests: guestsOf(form, note) });
  const text = '{name} has taken a seat: {taken} of {seats}.';
  await tellThread(env, shared.meeting, text, { name: form.name, taken: link.seats - shared.left + wanted, seats: link.seats });
  return noteBooking(env.asPlugin(), link, form, { ...joined, id: shared.meeting, hosts: shared.hosts });
}
