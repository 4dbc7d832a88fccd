import type { Preferences } from '#core';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs more than using it a thousand times. */
function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, options);
  if (formats.size > 500) formats.clear();
  formats.set(key, made);
  return made;
}

export type MomentShape = 'full' | 'dateTime' | 'date' | 'time' | 'weekday';

const shapes: Record<MomentShape, Intl.DateTimeFormatOptions> = {
  full: { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  dateTime: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  date: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short' },
};

/** English dates are written day first, as the rest of the world does, unless the person chose another English. */
const locale = (language: string): string => (language === 'en' ? 'en-GB' : language);

/** An instant as the viewer reads it: their language, their clock, `zone` or their own zone. */
export function moment(preferences: Preferences, at: Date, shape: MomentShape = 'dateTime', zone = preferences.timeZone): string {
  const { hour, ...day } = shapes[shape];
  const clock = hour === undefined ? {} : preferences.hour12 ? { hour: 'numeric' as const, hour12: true } : { hour, hourCycle: 'h23' as const };
  return format(locale(preferences.language), { ...day, ...clock, timeZone: zone }).format(at);
}

/** A civil date `YYYY-MM-DD`, which has no zone. */
export function civilDate(preferences: Preferences, date: string): string {
  return format(locale(preferences.language), { ...shapes.date, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** `Mon 9 March 2027, 09:00–10:00`; the second date only where it is another day. */
export function momentRange(preferences: Preferences, start: Date, end: Date, zone = preferences.timeZone): string {
  const sameDay = moment(preferences, start, 'date', zone) === moment(preferences, end, 'date', zone);
  return `${moment(preferences, start, 'full', zone)}–${moment(preferences, end, sameDay ? 'time' : 'full', zone)}`;
}

/** `2027-03-09 08:00 UTC`: for titles, where there must be no doubt. */
export const utc = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The wall clock in a zone as `YYYY-MM-DDTHH:MM`, the shape of `<input type="datetime-local">`. */
export function wallClock(at: Date, zone: string): string {
  return format('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' })
    .format(at)
    .replace(' ', 'T');
}

/** `+02:00` of a zone at an instant. */
export function offsetOf(zone: string, at: Date): string {
  const name = format('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  return name === undefined || name === 'GMT' ? '+00:00' : name.slice(3, 9);
}
