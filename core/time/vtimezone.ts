import { zoneAbbreviation } from './format.ts';
import { offsetAt, transitionsBetween } from './offset.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `+0545`; with seconds where an old offset has them. */
function utcOffset(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  const tail = seconds % 60 === 0 ? '' : two(seconds % 60);
  return `${milliseconds < 0 ? '-' : '+'}${two(Math.floor(seconds / 3600))}${two(Math.floor(seconds / 60) % 60)}${tail}`;
}

/** `20270328T020000` */
const stamp = (epoch: number): string => new Date(epoch).toISOString().slice(0, 19).replace(/[-:]/g, '');

const KEPT = 500;
const made = new Map<string, string>();

/**
 * The VTIMEZONE of a zone (RFC 5545 §3.6.5), with every change of the clock from the year before `from` to the year after `to` spelled out: made from the
 * same zone data as slots and pages, so that a calendar shows what we meant. For a rule that repeats without an end, give the end of what is sent.
 * @returns lines ended by CRLF, `BEGIN:VTIMEZONE` to `END:VTIMEZONE`
 */
export function vtimezone(zone: string, from: Date, to: Date): string {
  const firstYear = from.getUTCFullYear() - 1;
  const lastYear = Math.max(to.getUTCFullYear(), from.getUTCFullYear()) + 1;
  const key = `${zone}|${firstYear}|${lastYear}`;
  const known = made.get(key);
  if (known) return known;

  const begin = Date.UTC(firstYear, 0, 1);
  const changes = transitionsBetween(zone, begin, Date.UTC(lastYear + 1, 0, 1) - 1);
  const first = offsetAt(begin, zone);
  const standard = Math.min(first, ...changes.map((change) => change.after));
  const observance = (at: number, before: number, after: number): string[] => {
    const kind = after > standard ? 'DAYLIGHT' : 'STANDARD';
    const name = zoneAbbreviation(new Date(at), zone);
    return [
      `BEGIN:${kind}`,
      `DTSTART:${stamp(at + before)}`,
      `TZOFFSETFROM:${utcOffset(before)}`,
      `TZOFFSETTO:${utcOffset(after)}`,
      `TZNAME:${name}`,
      `END:${kind}`,
    ];
  };
  const lines = [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...observance(begin, first, first),
    ...changes.filter((change) => change.at > begin).flatMap((change) => observance(change.at, change.before, change.after)),
    'END:VTIMEZONE',
  ];
  const text = `${lines.join('\r\n')}\r\n`;
  if (made.size >= KEPT) made.clear();
  made.set(key, text);
  return text;
}
