import type { Env } from '#core';
import type { MeetingDetails } from '../meetings/contract.ts';
import type { Booked, OneBooking } from './contract.ts';

type IcsEnv = Env<'ics-mailer'>;
type Attendee = Pick<MeetingDetails['attendees'][number], 'person' | 'email'>;

/** What a guest wrote for the host, and the number to call, by address. */
type Words = ReadonlyMap<string, { note: string; phone: string }>;
export type BookedMeeting = Booked & { words: Words };

/** What an attendee is to a booking: one of those inside, who booked, or whom a guest brings. */
export type Part = 'inside' | 'booker' | 'added';

/** From the first who knows. Nothing is asked about a meeting that staff made; of one booked otherwise the first guest is who booked. */
export async function readBooked(env: IcsEnv, meeting: MeetingDetails): Promise<BookedMeeting | undefined> {
  if (meeting.origin === 'staff') return undefined;
  let found: Booked | undefined;
  for (const [key, maker] of env.implementations('ics-mailer.guest-links'))
    found ??= await maker.booked(env.implementer('ics-mailer.guest-links', key), meeting.id);
  const rows = await env.asPlugin().model('meeting.attendee').pick({ event: meeting.id, person: null }, ['email', 'note', 'phone']);
  const words = new Map(rows.map(({ email, note, phone }) => [email, { note: note ?? '', phone: phone ?? '' }]));
  return { ...(found ?? unknown(meeting)), words };
}

/** Of a guest of whom no more is known. */
export const bookingBy = ({ name, email }: { name: string; email: string }): OneBooking => ({
  name,
  email,
  answers: [],
  others: [],
  answerBy: null,
  left: false,
  moves: 0,
});

function unknown({ attendees }: MeetingDetails): Booked {
  const [first, ...others] = attendees.filter(({ person }) => person === null);
  const bookings = first ? [{ ...bookingBy(first), others }] : [];
  return { description: null, policy: null, again: null, decide: null, approval: true, shared: false, changeNoticeMs: 0, bookings };
}

const isOf = ({ email, others }: OneBooking, address: string): boolean => email === address || others.some((other) => other.email === address);

/** The booking over which somebody comes, or came. */
export const bookingOf = ({ bookings }: Booked, email: string): OneBooking | undefined =>
  bookings.findLast((one) => !one.left && isOf(one, email)) ?? bookings.findLast((one) => isOf(one, email));

export function partOf(booked: Booked, { person, email }: Attendee): Part {
  if (person !== null) return 'inside';
  return booked.bookings.some((one) => one.email === email) ? 'booker' : 'added';
}

/** Who comes, or where nobody is left who came last. */
export function standingBookings({ bookings }: Booked): readonly OneBooking[] {
  const staying = bookings.filter(({ left }) => !left);
  return staying.length > 0 ? staying : bookings.slice(-1);
}

/**
 * What is added to the meeting's SEQUENCE for one guest: whoever gave a place back was told so with a higher one, and would be asked in vain to come with a lower
 * (RFC 5546 §2.1.5). Moves from one shared meeting to another count alike.
 */
export const placesLeft = ({ bookings }: Booked, email: string): number =>
  bookings.filter((one) => isOf(one, email)).reduce((sum, { left, moves }) => sum + moves + (left ? 1 : 0), 0);

/** What a guest wrote beside the answers, which stand behind it. */
export function noteOf({ words }: BookedMeeting, { email, answers }: OneBooking): string {
  const note = words.get(email)?.note ?? '';
  const behind = answers.map(({ question, answer }) => `${question}: ${answer}`).join('\n');
  return (behind !== '' && note.endsWith(behind) ? note.slice(0, -behind.length) : note).trim();
}
