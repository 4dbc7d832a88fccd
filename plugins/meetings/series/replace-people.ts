import type { Create, Env, Row } from '#core';
import { asRemoved, type Removed } from '../events.ts';
import { roomsFor } from '../rooms/booked-rooms.ts';
import { assertMayBook } from '../rooms/may-book.ts';
import { writerOf } from './make-series.ts';

type Attendee = Create<'meetings', 'meeting.attendee'>;

/**
 * The people and rooms of many dates brought to what is wanted: who is left keeps the answer unless all are asked again. At most eight statements however many dates.
 * @returns who is no longer invited, once each, and whether anybody came, went or has another part
 */
export async function replacePeople(
  env: Env<'meetings'>,
  dates: readonly string[],
  wanted: readonly Attendee[],
  { askAgain }: { askAgain: boolean },
): Promise<{ removed: Removed[]; touched: boolean }> {
  if (dates.length === 0) return { removed: [], touched: false };
  const attendees = writerOf(env).model('meeting.attendee');
  const event = { in: [...dates] };
  const standing = await env.model('meeting.attendee').find({ event });
  const emails = new Map(wanted.map((one) => [one.email, one]));
  const left = standing.filter(({ email }) => !emails.has(email));
  if (left.length > 0) await attendees.delete({ event, email: { notIn: [...emails.keys()] } });
  const there = new Set(standing.map((one) => `${one.event} ${one.email}`));
  const missing = dates.flatMap((date) => wanted.filter(({ email }) => !there.has(`${date} ${email}`)).map((one): Attendee => ({ ...one, event: date })));
  if (missing.length > 0) await attendees.create(missing);
  const otherPart = (one: Row<'meetings', 'meeting.attendee'>): boolean => emails.has(one.email) && emails.get(one.email)?.role !== one.role;
  for (const role of ['host', 'required', 'optional'] as const) {
    const ids = standing.filter((one) => otherPart(one) && emails.get(one.email)?.role === role).map(({ id }) => id);
    if (ids.length > 0) await attendees.update({ id: { in: ids } }, { role });
  }
  if (askAgain) await attendees.update({ event, role: { ne: 'host' } }, { partstat: 'NEEDS-ACTION' });
  const touched = left.length + missing.length > 0 || standing.some(otherPart);
  const once = new Map(left.map((one) => [one.email, one]));
  const removed = [...once.values()].map(asRemoved);
  return { removed, touched };
}

/** The rooms of many dates, anew; two statements. */
export async function replaceRooms(env: Env<'meetings'>, dates: readonly string[], rooms: readonly string[]): Promise<void> {
  if (dates.length === 0) return;
  await assertMayBook(env, await roomsFor(env, rooms), { host: '' });
  const rows = writerOf(env).model('meeting.event_room');
  await rows.delete({ event: { in: [...dates] } });
  if (rooms.length > 0) await rows.create(dates.flatMap((event) => rooms.map((room) => ({ event, room }))));
}
