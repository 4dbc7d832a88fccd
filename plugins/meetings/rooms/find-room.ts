import { type Env, formatRange } from '#core';
import { manages, viewerOf } from '../pages/viewer.ts';
import { bookable } from './may-book.ts';
import { OPENINGS, ruleOf, untilOf, usualHours } from './next-times.ts';

/** What is looked for. Times on the clock of `timeZone`. */
export type Wish = {
  start: Date;
  minutes: number;
  people: number;
  site: string;
  equipment: readonly string[];
  /** Persons inside who must be there, the host among them. */
  persons: readonly string[];
  host: string;
  timeZone: string;
  /** It is for this meeting: what it holds itself is not in its way. */
  meeting?: string;
};

export type FoundRoom = {
  id: string;
  name: string;
  site: string | null;
  floor: string | null;
  capacity: number;
  equipment: string | null;
  photoAt: Date | null;
  approval: boolean;
  /** Why it stands where it stands, in words. */
  why: string[];
};
export type OtherRoom = { id: string; name: string; why: string };
export type Opening = { start: Date; room: { id: string; name: string } };
export type Found = {
  /** The time wished for is over: nothing is free then, and the next times are from now on. */
  over: boolean;
  free: FoundRoom[];
  others: OtherRoom[];
  /** Who cannot come then, in words. */
  persons: string[];
  next: Opening[];
};

const MINUTE = 60_000;
/** Rooms that are looked at. */
const MOST = 1_000;
/** Rooms for which the next openings are computed: those that fit best. */
const LOOKED_AT = 200;

/**
 * Rooms that are free for what is wished for, best first, with the reasons; why the others are not; and the next times at which a room and all people are free. The number
 * of statements does not depend on how many rooms or people there are.
 */
export async function findRoom(env: Env<'meetings'>, wish: Wish): Promise<Found> {
  const viewer = viewerOf(env);
  const end = new Date(wish.start.getTime() + wish.minutes * MINUTE);
  const fields = ['name', 'site', 'place', 'floor', 'capacity', 'equipment', 'photoAt', 'approval', 'bookableBy', 'setUpMin', 'cleanUpMin'] as const;
  const all = (await env.model('meeting.room').pick({ active: true }, fields, { order: ['name'], limit: MOST })).filter((room) =>
    bookable(room, (group) => env.inGroup(group)),
  );
  const floors = new Map((await env.model('meeting.floor').pick({}, ['name'], { limit: MOST })).map(({ id, name }) => [id, name]));
  const things = wish.equipment.length > 0 ? await env.model('meeting.equipment').pick({ id: { in: [...wish.equipment] } }, ['name']) : [];
  const fittings =
    wish.equipment.length > 0 ? await env.model('meeting.room_equipment').pick({ equipment: { in: [...wish.equipment] } }, ['room', 'equipment']) : [];
  const has = new Map<string, Set<string>>();
  for (const { room, equipment } of fittings) has.set(room, (has.get(room) ?? new Set()).add(equipment));
  const [host] = await env.model('base.person').pick({ id: wish.host }, ['site']);
  const mine = manages(env) || all.every(({ approval }) => !approval) ? [] : await env.model('meeting.room_manager').pick({ person: viewer }, ['room']);
  const keeps = new Set(mine.map(({ room }) => room));

  /** Why it does not fit, whenever it is. */
  const unfit = (room: (typeof all)[number]): string | undefined => {
    if (wish.site && room.place !== wish.site) return env.t('at another site: {site}', { site: room.site ?? '–' });
    if (room.capacity < wish.people) return env.t('too small: {count} seats', { count: room.capacity });
    const missing = things.filter(({ id }) => !has.get(room.id)?.has(id)).map(({ name }) => name);
    return missing.length > 0 ? env.t('without {things}', { things: missing.join(', ') }) : undefined;
  };
  const others: OtherRoom[] = [];
  const fitting = all.filter((room) => {
    const why = unfit(room);
    if (why !== undefined) others.push({ id: room.id, name: room.name, why });
    return why === undefined;
  });
  const near = (room: (typeof all)[number]): boolean => host?.site != null && room.place === host.site;
  const surplus = (room: (typeof all)[number]): number => (room.equipment === null ? 0 : room.equipment.split(',').length) - wish.equipment.length;
  fitting.sort(
    (a, b) =>
      Number(near(b)) - Number(near(a)) ||
      a.capacity - b.capacity ||
      surplus(a) - surplus(b) ||
      Number(a.approval) - Number(b.approval) ||
      (a.name < b.name ? -1 : 1),
  );

  const over = end <= env.now();
  if (over) return { over, free: [], others: [], persons: [], next: await nextOpenings(env, wish, fitting.slice(0, LOOKED_AT), false) };
  const calendar = env.asPlugin().service('calendar');
  const people = [...new Set(wish.persons)].map((id) => ({ kind: 'person', id }));
  const rooms = fitting.map(({ id }) => ({ kind: 'room', id }));
  const ignore = wish.meeting ? { ignore: { model: 'meeting.event', record: wish.meeting } } : {};
  const query = { rule: ruleOf(wish.minutes), viewerTimeZone: wish.timeZone, ...ignore };
  const reasons = await calendar.explain({ ...query, resources: [...rooms, ...people], from: wish.start, to: end });
  const busy = new Map<string, (typeof reasons)[number]>();
  for (const reason of reasons) {
    const known = reason.resource && busy.get(reason.resource.id);
    if (reason.resource && (!known || known.reason === 'buffer')) busy.set(reason.resource.id, reason);
  }
  // What is taken is told in full, not just the part in the way.
  const conflicts = [...busy.values()].flatMap(({ reason, resource }) => (reason === 'conflict' && resource ? [resource] : []));
  const taken = conflicts.length > 0 ? await calendar.busy({ resources: conflicts, from: wish.start, to: end, ...ignore }) : [];
  const wholeOf = new Map(taken.map(({ resource, during }) => [resource.id, during]));
  const { timeZone } = env.preferences;
  const words = ({ reason, during: part, resource }: (typeof reasons)[number]): string => {
    if (reason === 'outside-availability') return env.t('closed at this time');
    if (reason === 'buffer') return env.t('set-up or clean-up of a neighbouring meeting');
    const during = (resource && wholeOf.get(resource.id)) ?? part;
    return env.t('taken {time}', { time: formatRange(during.start, during.end, timeZone, env.preferences) });
  };
  const smallest = Math.min(...fitting.map(({ capacity }) => capacity));
  const free: FoundRoom[] = [];
  for (const room of fitting) {
    const reason = busy.get(room.id);
    if (reason) {
      others.unshift({ id: room.id, name: room.name, why: words(reason) });
      continue;
    }
    const { id, name, site, capacity, equipment, photoAt, approval } = room;
    free.push({
      ...{ id, name, site, capacity, equipment, photoAt },
      floor: room.floor ? (floors.get(room.floor) ?? null) : null,
      approval: approval && !manages(env) && !keeps.has(id),
      why: [
        ...(near(room) ? [env.t('at the host’s site')] : []),
        capacity === smallest ? env.t('the smallest that fits') : env.t('{count} seats more than needed', { count: capacity - wish.people }),
        ...(wish.equipment.length > 0 ? [env.t('has {things}', { things: things.map((one) => one.name).join(', ') })] : []),
        ...(room.setUpMin + room.cleanUpMin > 0 ? [env.t('{before} min set-up, {after} min clean-up', { before: room.setUpMin, after: room.cleanUpMin })] : []),
      ],
    });
  }
  const named = people.filter(({ id }) => busy.has(id)).map(({ id }) => id);
  const names = named.length > 0 ? await env.service('base').people({ ids: named }) : [];
  const absent = names.map(({ id, name }) => {
    const reason = busy.get(id);
    return `${name}: ${reason ? words(reason) : ''}`;
  });
  return { over, free, others, persons: absent, next: await nextOpenings(env, wish, fitting.slice(0, LOOKED_AT), free.length > 0 && absent.length === 0) };
}

/** The next times from the one wished for on, each with the best room that is free then. */
async function nextOpenings(env: Env<'meetings'>, wish: Wish, rooms: readonly { id: string; name: string }[], freeNow: boolean): Promise<Opening[]> {
  if (rooms.length === 0) return [];
  const from = new Date(Math.max(wish.start.getTime() + (freeNow ? MINUTE : 0), env.now().getTime()));
  const starts = await env
    .asPlugin()
    .service('calendar')
    .startsOfEach({
      rule: ruleOf(wish.minutes),
      resources: [...new Set(wish.persons)].map((id) => ({ kind: 'person', id })),
      any: rooms.map(({ id }) => ({ kind: 'room', id })),
      schedule: { timeZone: wish.timeZone, schedule: usualHours },
      viewerTimeZone: wish.timeZone,
      from,
      to: untilOf(from, wish.timeZone),
      ...(wish.meeting ? { ignore: { model: 'meeting.event', record: wish.meeting } } : {}),
    });
  const best = new Map<number, Opening>();
  for (const room of rooms) for (const start of starts.get(room.id) ?? []) if (!best.has(start.getTime())) best.set(start.getTime(), { start, room });
  return [...best.values()].sort((a, b) => a.start.getTime() - b.start.getTime()).slice(0, OPENINGS);
}
