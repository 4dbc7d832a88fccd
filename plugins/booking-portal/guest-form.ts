import { z } from 'zod';
import { email, longText, textInput, zone } from '#core';
import type { Link } from './open-times.ts';
import { isSane } from './typed-start.ts';

/** An instant in ISO 8601 with its offset. */
export const startField = () =>
  z.iso
    .datetime({ offset: true, error: 'Choose one of the times.' })
    .transform((text) => new Date(text))
    .refine(isSane, 'Choose one of the times.');

/** Others who come along: e-mail addresses, by comma, semicolon or line. */
const othersField = () => longText({ max: 4_000 });

/** What a guest sends to book. `start` is an instant; a local time without an offset is refused. */
export const bookingBody = z.looseObject({
  start: startField(),
  name: textInput({ max: 120, min: 1 }),
  email: email(),
  note: longText({ max: 2000 }).optional(),
  tz: zone().optional(),
  language: z.string().max(12).optional(),
  /** One of the link's lengths; minutes. */
  minutes: z.coerce.number().int().optional(),
  /** One of the link's places. */
  place: z.string().max(20).optional(),
  /** Where the host calls the guest. */
  phone: textInput({ max: 40 }).optional(),
  /** A guest of the waiting list, for whom the time is kept: the token of the mail. */
  waiting: z.string().max(200).optional(),
  others: othersField().optional(),
  /** Answers to the link's questions are fields of their own: `q_<id>`. */
  consent: z.string().max(10).optional(),
  /** The page holds the time for this browser. */
  held: z.string().max(1).optional(),
  /** People leave it empty; it is not shown. */
  website: z.string().max(500).optional(),
  /** The answer to a challenge, where one was asked for. */
  proof: z.string().max(400).optional(),
  idempotency_key: z.string().max(200).optional(),
});

export type BookingBody = z.output<typeof bookingBody>;

const number = /^\+?[\d\s()/.-]{5,40}$/;

/** The number that the guest is called at, where the chosen place is a call. */
export const phoneFault = (link: Link, phone: string | undefined): { path: string; message: string }[] =>
  link.chosen?.kind === 'phone-guest' && !number.test(phone ?? '') ? [{ path: 'phone', message: 'Write a phone number, for example +49 30 123456.' }] : [];

/** As many as any link lets a guest bring. */
const MOST_OTHERS = 20;

/** Each part once. The form and its limits read alike, else repeats and marks that the form takes out would hide an address from the limits. */
const splitOthers = (text: string): string[] => [...new Set(text.toLowerCase().split(/[\s,;]+/))].filter((part) => part !== '');

/** Of a form as it was sent: the parts that the limits count. With more of them, or text that cannot be read, the form is refused and writes to nobody. */
export function countedOthers(raw: unknown): string[] {
  const read = othersField().safeParse(raw);
  return read.success ? splitOthers(read.data).slice(0, MOST_OTHERS) : [];
}

/** Reads what a guest typed as addresses. @returns the guests, and a fault where one is no address or there are too many */
export function readOthers(
  text: string | undefined,
  allowed: number,
  own: string,
): { others: { name: string; email: string }[]; issues: { path: string; message: string }[] } {
  const typed = splitOthers(text ?? '');
  if (typed.length > MOST_OTHERS) return { others: [], issues: [{ path: 'others', message: 'These are more people than you may bring.' }] };
  const others: { name: string; email: string }[] = [];
  for (const part of typed) {
    const read = email().safeParse(part);
    if (!read.success) return { others: [], issues: [{ path: 'others', message: 'Write e-mail addresses, one per line.' }] };
    if (read.data !== own && !others.some((other) => other.email === read.data)) others.push({ name: read.data.slice(0, 120), email: read.data });
  }
  return others.length > allowed ? { others: [], issues: [{ path: 'others', message: 'These are more people than you may bring.' }] } : { others, issues: [] };
}
