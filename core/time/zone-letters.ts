/** Where these Englishes are spoken, the zone's letters are common: each knows those of its own part of the world. */
const englishes = ['en-GB', 'en-US', 'en-CA', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA'];

/** Common letters of zones that keep one time all year and that no English locale spells. */
const fixed: Readonly<Record<string, string>> = {
  'Africa/Johannesburg': 'SAST',
  'Africa/Lagos': 'WAT',
  'Africa/Nairobi': 'EAT',
  'Asia/Hong_Kong': 'HKT',
  'Asia/Jakarta': 'WIB',
  'Asia/Karachi': 'PKT',
  'Asia/Kolkata': 'IST',
  'Asia/Seoul': 'KST',
  'Asia/Tokyo': 'JST',
  'Europe/Moscow': 'MSK',
};

const KEPT = 2000;
const formatters = new Map<string, Intl.DateTimeFormat>();

function shortName(instant: Date, zone: string, locale: string): string {
  const key = `${locale}|${zone}`;
  let found = formatters.get(key);
  if (!found) {
    if (formatters.size >= KEPT) formatters.clear();
    found = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short', year: 'numeric' });
    formatters.set(key, found);
  }
  return found.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** The zone's usual letters at that time: `JST`, `CEST`, `AEDT`. Undefined where none are common: an offset says more than letters that nobody knows. */
export function zoneLetters(instant: Date, zone: string): string | undefined {
  const known = fixed[zone];
  if (known !== undefined) return known;
  for (const locale of englishes) {
    const name = shortName(instant, zone, locale);
    if (/^[A-Z]{3,5}$/.test(name) && name !== 'GMT') return name;
    if (name === 'GMT' && zone === 'Europe/London') return name;
  }
  return undefined;
}
