import type { MeetingDetails } from '../meetings/contract.ts';
import { type BookedMeeting, noteOf, standingBookings } from './booked.ts';
import type { OneBooking } from './contract.ts';

type Person = { name: string; email: string; timeZone?: string | undefined };

/** With whom somebody inside meets. For those inside alone: no guest reads of another one. */
export type Party = {
  /** At most so many as one reads; `more` others come. */
  people: readonly Person[];
  more: number;
  /** Whom the guest brings. */
  added: readonly Person[];
  /** What the guest wrote, and answered to the questions of the form. */
  note: string;
  answers: OneBooking['answers'];
  /** To call, where each guest has another. */
  phone: string;
  answerBy: Date | null;
  /** Who hosts, where that is not the reader. */
  host?: string;
  /** Where an answer goes; undefined: to nobody, or to several. */
  replyTo?: string;
};

/** A name and the address to write to; who is known by the address alone is named once. */
export const nameAndAddress = ({ name, email }: Person): string => (name === email ? email : `${name} (${email})`);

const READABLE = 10;
const shortened = (people: readonly Person[]): Pick<Party, 'people' | 'more'> => ({
  people: people.slice(0, READABLE),
  more: Math.max(0, people.length - READABLE),
});
const nothing = { added: [], note: '', answers: [], phone: '', answerBy: null };

/** Of a meeting that staff made: everybody but the reader. */
export function partyOf({ attendees }: MeetingDetails, reader: { email: string }): Party {
  const others = attendees.filter(({ email }) => email !== reader.email);
  const guests = others.filter(({ person }) => person === null);
  return {
    ...shortened([...guests, ...others.filter(({ person }) => person !== null)]),
    ...nothing,
    ...(guests.length === 1 && guests[0] ? { replyTo: guests[0].email } : {}),
  };
}

/** Of what guests booked: the one of `about`, or all who come. */
export function bookedParty({ attendees, location }: MeetingDetails, booked: BookedMeeting, about?: OneBooking): Party {
  const bookings = about ? [about] : standingBookings(booked);
  const zones = new Map(attendees.map(({ email, timeZone }) => [email, timeZone]));
  const [one] = bookings;
  const named = shortened(bookings.map(({ name, email }) => ({ name, email, timeZone: zones.get(email) })));
  if (!one || bookings.length > 1) return { ...named, ...nothing };
  const phone = location?.kind === 'phone-guest' && location.text === '' ? (booked.words.get(one.email)?.phone ?? '') : '';
  return { ...named, added: one.others, note: noteOf(booked, one), answers: one.answers, phone, answerBy: one.answerBy, replyTo: one.email };
}
