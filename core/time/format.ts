import { offsetLabel } from './offset.ts';
import { zoneLetters } from './zone-letters.ts';

/** How the reader wants it: BCP 47 language, and 12 or 24 hours. `seconds`: for what happens several times a minute. */
export type Reader = { language: string; hour12?: boolean; seconds?: boolean };

const KEPT = 2000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one takes a hundred times as long as using it. */
function formatter(kind: string, zone: string, reader: Reader, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${kind}|${zone}|${reader.language}|${reader.hour12 === true}|${reader.seconds === true}`;
  let found = formatters.get(key);
  if (!found) {
    if (formatters.size >= KEPT) formatters.clear();
    found = new Intl.DateTimeFormat(languageOf(reader.language), { ...options, timeZone: zone });
    formatters.set(key, found);
  }
  return found;
}

/** A language tag that cannot be read counts as English: a page must not fail for a stored preference. */
function languageOf(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

const clock = (reader: Reader): Intl.DateTimeFormatOptions => ({
  ...(reader.hour12 ? { hour: 'numeric', minute: '2-digit', hourCycle: 'h12' } : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  ...(reader.seconds ? { second: '2-digit' } : {}),
});

const styles = {
  /** Monday, January 4, 2027 */
  long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  /** Mon, Jan 4, 2027 */
  medium: { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' },
  /** Mon, Jan 4 */
  short: { weekday: 'short', month: 'short', day: 'numeric' },
  /** Monday, January 4 */
  day: { weekday: 'long', month: 'long', day: 'numeric' },
  /** January 2027 */
  month: { year: 'numeric', month: 'long' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type DateStyle = keyof typeof styles;

/** Thin and narrow spaces become plain ones: mail subjects and plain text stay readable everywhere. */
const plain = (text: string): string => text.replace(/[\u2009\u202f\u00a0]/g, ' ');

/** `09:00`, or `9:00 AM`. */
export const formatTime = (instant: Date, zone: string, reader: Reader): string => plain(formatter('time', zone, reader, clock(reader)).format(instant));

/** The civil date in that zone; `style` is `long` unless given. */
export const formatDate = (instant: Date, zone: string, reader: Reader, style: DateStyle = 'long'): string =>
  plain(formatter(`date ${style}`, zone, reader, styles[style]).format(instant));

const civilTexts = new Map<string, string>();

/** A civil date is the same text for every reader of a language, and pages show the same few hundred again and again. */
function ofCivil(kind: string, civil: string, reader: Reader, options: Intl.DateTimeFormatOptions): string {
  const key = `${kind}|${reader.language}|${civil}`;
  let text = civilTexts.get(key);
  if (text === undefined) {
    if (civilTexts.size >= KEPT) civilTexts.clear();
    text = plain(formatter(kind, 'UTC', reader, options).format(new Date(`${civil}T00:00:00Z`)));
    civilTexts.set(key, text);
  }
  return text;
}

/** A civil date `YYYY-MM-DD`, which has no zone. */
export const formatCivilDate = (civil: string, reader: Reader, style: DateStyle = 'long'): string => ofCivil(`date ${style}`, civil, reader, styles[style]);

/** The name of the weekday of a civil date: `Mon`, or `Monday`. */
export const formatWeekday = (civil: string, reader: Reader, style: 'short' | 'long'): string => ofCivil(`weekday ${style}`, civil, reader, { weekday: style });

/** `Mon, Jan 4, 2027, 09:00`. */
export const formatDateTime = (instant: Date, zone: string, reader: Reader): string =>
  plain(formatter('both', zone, reader, { ...styles.medium, ...clock(reader) }).format(instant));

/** `Mon, Jan 4, 2027, 09:00 – 10:00`; both dates where the end is on another day. */
export const formatRange = (start: Date, end: Date, zone: string, reader: Reader): string =>
  plain(formatter('both', zone, reader, { ...styles.medium, ...clock(reader) }).formatRange(start, end));

function zonePart(instant: Date, zone: string, reader: Reader, style: 'long' | 'short'): string {
  const parts = formatter(`zone ${style}`, zone, reader, { year: 'numeric', timeZoneName: style }).formatToParts(instant);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? offsetLabel(instant, zone);
}

/** `Central European Summer Time`, in the reader's language. */
export const formatZoneName = (instant: Date, zone: string, reader: Reader): string => plain(zonePart(instant, zone, reader, 'long'));

/** `EST`, `MEZ`, `JST`; where neither the language nor English has letters for the zone, its offset: `GMT+5:45`. */
export function zoneAbbreviation(instant: Date, zone: string, reader: Reader = { language: 'en' }): string {
  const name = plain(zonePart(instant, zone, reader, 'short'));
  return /^(GMT|UTC)[+-]/.test(name) ? (zoneLetters(instant, zone) ?? name) : name;
}
