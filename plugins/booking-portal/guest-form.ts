import { z } from 'zod';
import { type Env, email, type Issue, longText, textInput, zone } from '#core';
import { typed } from '../web/contract.ts';
import type { Link } from './open-times.ts';
import { type Answer, readAnswers } from './questions.ts';
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
  /** Stands for the browser where it sends no cookie. */
  visit: z.string().max(120).optional(),
  idempotency_key: z.string().max(200).optional(),
});

export type BookingBody = z.output<typeof bookingBody>;

const number = /^\+?[\d\s()/.-]{5,40}$/;

/** The number that the guest is called at, where the chosen place is a call. */
const phoneFault = (link: Link, phone: string): Issue[] =>
  link.chosen?.kind === 'phone-guest' && !number.test(phone) ? [{ path: 'phone', message: 'Write a phone number, for example +49 30 123456.' }] : [];

/** As many as any link lets a guest bring. */
const MOST_OTHERS = 20;

/** Each part once. The form and its limits read alike, else repeats and marks that the form takes out would hide an address from the limits. */
const splitOthers = (text: string): string[] => [...new Set(text.toLowerCase().split(/[\s,;]+/))].filter((part) => part !== '');

/** Of a form as it was sent: the parts that the limits count. With more of them, or text that cannot be read, the form is refused and writes to nobody. */
export function countedOthers(raw: unknown): string[] {
  const read = othersField().safeParse(raw);
  return read.success ? splitOthers(read.data).slice(0, MOST_OTHERS) : [];
}

type Others = { name: string; email: string }[];

/** Reads what a guest typed as addresses. @returns the guests, and a fault where some are no addresses or there are too many */
function readOthers(env: Env, raw: unknown, allowed: number, own: string | undefined): { others: Others; issues: Issue[] } {
  const text = othersField().safeParse(raw);
  const typed = text.success ? splitOthers(text.data) : [];
  const crowd = env.t('These are more people than you may bring.');
  if (typed.length > MOST_OTHERS) return { others: [], issues: [{ path: 'others', message: crowd }] };
  const others: Others = [];
  const wrong: string[] = [];
  for (const part of typed) {
    const read = email().safeParse(part);
    if (!read.success) wrong.push(part.slice(0, 100));
    else if (read.data !== own && !others.some((other) => other.email === read.data)) others.push({ name: read.data.slice(0, 120), email: read.data });
  }
  const message =
    wrong.length > 0
      ? env.t('This is no e-mail address: {text}. Write them one per line.', { text: wrong.join(', ') })
      : others.length > allowed
        ? crowd
        : undefined;
  return message ? { others: [], issues: [{ path: 'others', message }] } : { others, issues: [] };
}

/** What a form says beyond name and address, read by what the link asks for; and all that is wrong with it, so that a guest is told at once. */
export function readExtras(
  env: Env,
  link: Link,
  raw: Readonly<Record<string, unknown>>,
): { answers: Answer[]; others: Others; phone: string | undefined; issues: Issue[] } {
  const { answers, issues: unanswered } = readAnswers(link.questions, raw);
  const { others, issues: unread } = readOthers(env, raw.others, link.guestsAllowed, email().safeParse(raw.email).data);
  const phone = typed(raw, 'phone').trim();
  const agreed = raw.consent === 'true' || raw.consent === true;
  return {
    answers,
    others,
    phone: phone || undefined,
    issues: [...unanswered, ...unread, ...phoneFault(link, phone), ...(link.consent && !agreed ? [{ path: 'consent', message: 'Please agree to this.' }] : [])],
  };
}
