import { type Env, endOfDay, type Row, startOfDay } from '#core';
import { type AvailabilityQuery, type Resource, scheduleOf } from '../calendar/contract.ts';
import { asResources, type Hosts, hostsOf } from './hosts.ts';
import { keepLimits } from './limits.ts';
import type { Place } from './places/place.ts';
import { joinable } from './seats/shared-meetings.ts';

/** `chosen`: what of its places the guest chose; `roomChoice`: rooms of which one is taken. */
export type Link = Row<'booking-portal', 'booking.link'> & { chosen?: Place; roomChoice?: readonly string[] };

export type Range = { from: Date; to: Date; viewerTimeZone: string };

/** Who has to be free; those of the link unless given (a booking keeps its hosts when it moves). */
export type Asked = { hosts?: Hosts; ignoreMeeting?: string; ignoreHold?: { model: string; record: string } };

/** Room and virtual room of the link, taken together with the hosts' time. */
export const placesOf = (link: Link): Resource[] => [
  ...(link.room ? [{ kind: 'room' as const, id: link.room }] : []),
  ...(link.virtualRoom ? [{ kind: 'virtual_room' as const, id: link.virtualRoom }] : []),
];

const asRooms = (rooms: readonly string[]): Resource[] => rooms.map((id) => ({ kind: 'room' as const, id }));

/** All that a booking of the link might take: it is locked before anything is read. */
export const lockedPlaces = (link: Link): Resource[] => [...placesOf(link), ...asRooms(link.roomChoice ?? [])];

/** The link itself, where something is counted over all its bookings (limits, seats): two guests at once come one after the other. */
export const lockedCounts = (link: Link): Resource[] =>
  link.seats > 1 ||
  link.maxBookings !== null ||
  [link.maxPerDay, link.maxPerWeek, link.maxPerMonth, link.maxMinutesPerDay, link.maxMinutesPerWeek, link.maxMinutesPerMonth].some((max) => max !== null)
    ? [{ kind: 'booking_link', id: link.id }]
    : [];

/** The link with another of its lengths. */
export const withLength = (link: Link, minutes: number | undefined): Link =>
  minutes !== undefined && link.otherDurations.includes(minutes) ? { ...link, durationMin: minutes } : link;

/** Days between which the link can be booked at all, as instants. */
function bookable(link: Link, { from, to }: Range): { from: Date; to: Date } {
  const opens = (link.opensOn ? startOfDay(link.opensOn, link.timeZone) : undefined) ?? from;
  const closes = link.closesOn ? endOfDay(link.closesOn, link.timeZone) : to;
  return { from: opens > from ? opens : from, to: closes < to ? closes : to };
}

/** What a link asks of the calendar: these persons and the link's places are free together, within the link's own hours. */
export async function queryOf(env: Env<'booking-portal'>, link: Link, range: Range, persons: readonly string[] = [link.host]): Promise<AvailabilityQuery> {
  const schedule = await env.asPlugin().model('calendar.schedule').get(link.schedule);
  return {
    resources: [...asResources(persons), ...placesOf(link)],
    schedule: scheduleOf(schedule),
    rule: {
      durationMin: link.durationMin,
      stepMin: link.stepMin,
      bufferBeforeMin: link.bufferBeforeMin,
      bufferAfterMin: link.bufferAfterMin,
      minNoticeMin: link.minNoticeMin,
      grid: link.grid === 'clock' ? 'clock' : 'range',
      bufferPolicy: link.bufferPolicy === 'added' ? 'additive' : 'max',
      window: { type: 'rolling', days: link.windowDays, count: link.windowKind === 'business-days' ? 'business' : 'calendar' },
    },
    viewerTimeZone: range.viewerTimeZone,
    ...bookable(link, range),
  };
}

/** Which of the hosts to choose from are free, by start (epoch ms). Starts for which too few are free are left out. */
export type FreeHosts = ReadonlyMap<number, ReadonlySet<string>>;

const nobody: ReadonlySet<string> = new Set();

/** The free starts, ascending; `hosts`: who is free at each, where there is a choice. A month of one host is five hundred starts: they pass through as they come. */
async function freeTimes(
  env: Env<'booking-portal'>,
  link: Link,
  range: Range,
  { hosts, ignoreMeeting, ignoreHold }: Asked = {},
): Promise<{ starts: readonly Date[]; hosts?: FreeHosts }> {
  const { fixed, choice, needed } = hosts ?? (await hostsOf(env, link));
  const query = {
    ...(await queryOf(env, link, range, fixed)),
    ...(ignoreMeeting ? { ignore: { model: 'meeting.event', record: ignoreMeeting } } : ignoreHold ? { ignore: ignoreHold } : {}),
  };
  if (needed === 0 && !link.roomChoice) return { starts: await keepLimits(env, link, await env.service('calendar').slots(query), ignoreMeeting) };
  const free = new Map<number, Set<string>>();
  if (needed === 0) {
    for (const start of await env.service('calendar').slots(query)) free.set(start.getTime(), new Set());
  } else {
    const any = asResources(choice.map(({ person }) => person));
    for (const [person, starts] of await env
      .asPlugin()
      .service('calendar')
      .startsOfEach({ ...query, any })) {
      for (const start of starts) free.set(start.getTime(), (free.get(start.getTime()) ?? new Set()).add(person));
    }
    for (const [start, persons] of free) if (persons.size < needed) free.delete(start);
  }
  if (link.roomChoice) {
    const rooms = await freeRooms(env, link, range, fixed, ignoreMeeting);
    for (const start of free.keys()) if (!rooms.has(start)) free.delete(start);
  }
  const starts = [...free.keys()].sort((a, b) => a - b);
  const kept = await keepLimits(
    env,
    link,
    starts.map((start) => new Date(start)),
    ignoreMeeting,
  );
  return { starts: kept, hosts: free };
}

/** As `openTimes`, without seats of times that others have; with the hosts who are free at each. */
export async function openHosts(env: Env<'booking-portal'>, link: Link, range: Range, asked?: Asked): Promise<FreeHosts> {
  const { starts, hosts } = await freeTimes(env, link, range, asked);
  return new Map(starts.map((start) => [start.getTime(), hosts?.get(start.getTime()) ?? nobody]));
}

/** Which of the rooms to choose from are free together with these persons, by start (epoch ms). */
export async function freeRooms(
  env: Env<'booking-portal'>,
  link: Link,
  range: Range,
  persons: readonly string[],
  ignoreMeeting?: string,
): Promise<ReadonlyMap<number, string[]>> {
  const free = new Map<number, string[]>();
  const query = { ...(await queryOf(env, link, range, persons)), ...(ignoreMeeting ? { ignore: { model: 'meeting.event', record: ignoreMeeting } } : {}) };
  const starts = await env
    .asPlugin()
    .service('calendar')
    .startsOfEach({ ...query, any: asRooms(link.roomChoice ?? []) });
  for (const room of link.roomChoice ?? []) for (const start of starts.get(room) ?? []) free.set(start.getTime(), [...(free.get(start.getTime()) ?? []), room]);
  return free;
}

/** Starts that a guest can book now, ascending: free ones, and those at which there is a seat left. */
export async function openTimes(env: Env<'booking-portal'>, link: Link, range: Range, asked?: Asked): Promise<Date[]> {
  const { starts } = await freeTimes(env, link, range, asked);
  if (link.seats === 1) return [...starts];
  const shared = (await joinable(env, link, range)).map(({ start }) => start.getTime());
  return [...new Set([...starts.map((start) => start.getTime()), ...shared])].sort((a, b) => a - b).map((start) => new Date(start));
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The three free starts nearest to the one that was refused, looking a week to both sides. */
export async function nearestTimes(env: Env<'booking-portal'>, link: Link, wanted: Date, viewerTimeZone: string, asked?: Asked): Promise<Date[]> {
  const now = env.now().getTime();
  const center = Math.min(Math.max(wanted.getTime(), now), now + link.windowDays * DAY_MS);
  const range = { from: new Date(Math.max(now, center - 7 * DAY_MS)), to: new Date(center + 14 * DAY_MS), viewerTimeZone };
  const open = (await openTimes(env, link, range, asked)).filter((start) => start.getTime() !== wanted.getTime());
  // they ascend: the nearest three are among three to each side, and many are refused at once where a time is sought after
  const after = open.findIndex((start) => start > wanted);
  const at = after === -1 ? open.length : after;
  return open
    .slice(Math.max(0, at - 3), at + 3)
    .sort((a, b) => Math.abs(a.getTime() - wanted.getTime()) - Math.abs(b.getTime() - wanted.getTime()))
    .slice(0, 3)
    .sort((a, b) => a.getTime() - b.getTime());
}
