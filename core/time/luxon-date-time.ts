import { DateTime } from 'luxon';
import { isZone } from './zone.ts';

/** For packages that take luxon's DateTime (calendar files): a plain Date would let the server's own zone leak in. @throws RangeError for an unknown zone */
export function luxonDateTime(instant: Date, zone: string): DateTime {
  if (!isZone(zone)) throw new RangeError(`unknown time zone ${JSON.stringify(zone)}`);
  return DateTime.fromJSDate(instant, { zone });
}
