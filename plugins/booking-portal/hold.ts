import { createHash } from 'node:crypto';
import type { Env } from '#core';
import { asResources, chooseHosts, hostsOf, personsOf } from './hosts.ts';
import { freeRooms, type Link, lockedPlaces, openHosts, placesOf } from './open-times.ts';

type PortalEnv = Env<'booking-portal'>;
const MINUTE_MS = 60_000;

/** Whose hold it is: one per browser and link, so that a guest who looks at many forms holds one time only. No record stands behind it; its claims lapse by themselves. */
export function holdOf(link: Link, browser: string): { model: string; record: string } {
  const hex = createHash('sha256').update(`${link.id}\n${browser}`).digest('hex');
  const record = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { model: 'booking.hold', record };
}

/**
 * Holds a time while a guest fills in the form; an earlier hold of the same browser goes. One transaction, in the order of every booking.
 * @param browser hash of the browser's cookie
 * @returns until when; undefined: the time is not free
 */
export function hold(env: PortalEnv, link: Link, wanted: { start: Date; timeZone: string; browser: string; minutes: number }): Promise<Date | undefined> {
  const { start, timeZone, browser, minutes } = wanted;
  const source = holdOf(link, browser);
  const expiresAt = new Date(env.now().getTime() + minutes * MINUTE_MS);
  return env.tx(async () => ((await keepTime(env, link, { start, timeZone, source, expiresAt })) ? expiresAt : undefined));
}

/** Claims a free time of the link for a while, for this record; what it had before goes. In the caller's transaction. @returns whether it was free */
export async function keepTime(
  env: PortalEnv,
  link: Link,
  { start, timeZone, source, expiresAt }: { start: Date; timeZone: string; source: { model: string; record: string }; expiresAt: Date },
): Promise<boolean> {
  const during = { start, end: new Date(start.getTime() + link.durationMin * MINUTE_MS) };
  const plugin = env.asPlugin();
  const hosts = await hostsOf(env, link);
  await plugin.service('calendar').guard({ resources: [...asResources(personsOf(hosts)), ...lockedPlaces(link)], during });
  await plugin.service('calendar').release({ source });
  const free = (await openHosts(env, link, { from: during.start, to: during.end, viewerTimeZone: timeZone }, { hosts })).get(start.getTime());
  if (!free) return false;
  const persons = [...hosts.fixed, ...(hosts.needed > 0 ? await chooseHosts(env, link, hosts, free) : [])];
  const rooms = link.roomChoice
    ? (await freeRooms(env, link, { from: during.start, to: during.end, viewerTimeZone: timeZone }, persons)).get(start.getTime())
    : [];
  if (!rooms) return false;
  const claims = [...asResources(persons), ...placesOf(link), ...rooms.slice(0, 1).map((id) => ({ kind: 'room' as const, id }))].map((resource) => ({
    ...resource,
    during,
    expiresAt,
    bufferBefore: link.bufferBeforeMin,
    bufferAfter: link.bufferAfterMin,
  }));
  const clashes = await plugin.service('calendar').claim({ source, claims });
  return clashes.length === 0;
}

/** Gives the hold back, before the same browser books. Under the locks of the booking. */
export async function letGo(env: PortalEnv, link: Link, browser: string): Promise<void> {
  await env
    .asPlugin()
    .service('calendar')
    .release({ source: holdOf(link, browser) });
}
