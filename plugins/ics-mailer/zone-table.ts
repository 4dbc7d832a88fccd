import { type Env, formatRange, offsetLabel } from '#core';
import type { MeetingDetails } from '../meetings/contract.ts';

/** One line of the table of zones: who or what, its zone, the time there. */
export type ZoneLine = { who: string; zone: string; time: string };

/** The same time where the others are: rooms, host and whom the reader may know of, each zone once; the reader's own zone is left out, it stands above. `env` speaks the reader's language. */
export function zoneTable(
  env: Env<'ics-mailer'>,
  { start, end, rooms, host }: MeetingDetails,
  readerZone: string,
  people: readonly { name: string; timeZone?: string | undefined }[] = [],
): ZoneLine[] {
  const places = new Map<string, string[]>();
  const add = (zone: string, who: string): void => {
    const found = places.get(zone);
    if (!found) places.set(zone, [who]);
    else if (!found.includes(who)) found.push(who);
  };
  for (const room of rooms) add(room.timeZone, room.name);
  add(host.timeZone, host.name);
  for (const { name, timeZone } of people) if (timeZone) add(timeZone, name);
  return [...places]
    .filter(([zone]) => zone !== readerZone)
    .map(([zone, who]) => ({
      who: who.join(', '),
      zone: `${zone.replaceAll('_', ' ')} (${offsetLabel(start, zone)})`,
      time: formatRange(start, end, zone, env.preferences),
    }));
}
