import { type Env, email, type Issue, instantOf, isZone, longText, textInput } from '#core';
import type { MeetingPlan } from './contract.ts';

/** What the meeting form holds, as typed. */
export type PlanForm = {
  subject: string;
  description: string;
  notes: string;
  host: string;
  start: string;
  end: string;
  timeZone: string;
  rooms: string[];
  virtualRoom: string;
  /** Outside of our rooms: an address. Undefined where it is a call, which this form leaves as it is. */
  place: string | undefined;
  required: string[];
  optional: string[];
  /** One guest a line: `Name <address>` or an address. */
  guests: string;
  /** Why it is changed. */
  reason: string;
};

const list = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).flatMap((one) => (typeof one === 'string' && one ? [one] : []));
const one = (value: unknown): string => list(value).at(-1) ?? '';

export const readPlanForm = (raw: Readonly<Record<string, unknown>>): PlanForm => ({
  subject: one(raw.subject),
  description: one(raw.description),
  notes: one(raw.notes),
  host: one(raw.host),
  start: one(raw.start),
  end: one(raw.end),
  timeZone: one(raw.timeZone),
  rooms: list(raw.rooms),
  virtualRoom: one(raw.virtualRoom),
  place: raw.place === undefined ? undefined : one(raw.place),
  required: list(raw.required),
  optional: list(raw.optional),
  guests: one(raw.guests),
  reason: one(raw.reason).slice(0, 500),
});

/** The plan behind the form, or what is wrong with it, field by field. Times are read on the clock of the meeting's zone. */
export function toPlan(env: Env, form: PlanForm): { plan: MeetingPlan; issues: [] } | { plan: undefined; issues: Issue[] } {
  const issues: Issue[] = [];
  const zoneOk = isZone(form.timeZone);
  const start = zoneOk ? instantOf(form.start, form.timeZone) : undefined;
  const end = zoneOk ? instantOf(form.end, form.timeZone) : undefined;
  const subject = textInput({ max: 200, min: 1 }).safeParse(form.subject);
  if (!subject.success) issues.push({ path: 'subject', message: env.t('Write a short subject.') });
  if (!zoneOk) issues.push({ path: 'timeZone', message: env.t('Choose a time zone.') });
  if (zoneOk && !start) issues.push({ path: 'start', message: env.t('Use a date and a time.') });
  if (zoneOk && !end) issues.push({ path: 'end', message: env.t('Use a date and a time.') });
  if (start && end && start >= end) issues.push({ path: 'end', message: env.t('Choose an end after the start.') });
  if (!form.host) issues.push({ path: 'host', message: env.t('Choose a host.') });
  const notes = longText({ max: 10_000 }).safeParse(form.notes);
  if (!notes.success) issues.push({ path: 'notes', message: env.t('Use at most {count} characters.', { count: 10_000 }) });
  const place = textInput({ max: 300 }).safeParse(form.place ?? '');
  if (!place.success) issues.push({ path: 'place', message: env.t('Use at most {count} characters.', { count: 300 }) });
  const unread: string[] = [];
  const guests = form.guests
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
    .flatMap((line) => {
      const [, named = '', inside] = /^(.*?)<([^<>]+)>$/.exec(line) ?? [];
      const address = email().safeParse((inside ?? line).trim());
      if (!address.success) {
        unread.push(line);
        return [];
      }
      const name = textInput({ max: 120 }).safeParse(named.trim());
      return [{ name: (name.success && name.data) || address.data, email: address.data, timeZone: form.timeZone, language: env.preferences.language }];
    });
  if (unread.length > 0) issues.push({ path: 'guests', message: unread.map((line) => env.t('“{line}” is no e-mail address.', { line })).join(' ') });
  if (issues.length > 0 || !start || !end || !subject.success || !notes.success || !place.success) return { plan: undefined, issues };
  return {
    plan: {
      subject: subject.data,
      description: form.description.trim() || null,
      host: form.host,
      rooms: form.rooms,
      virtualRoom: form.virtualRoom || null,
      ...(form.place === undefined ? {} : { location: place.data ? { kind: 'address' as const, text: place.data } : null }),
      start,
      end,
      timeZone: form.timeZone,
      people: [
        ...form.required.map((person) => ({ person, role: 'required' as const })),
        ...form.optional.filter((person) => !form.required.includes(person)).map((person) => ({ person, role: 'optional' as const })),
      ],
      guests,
      notes: notes.data.trim() || null,
    },
    issues: [],
  };
}
