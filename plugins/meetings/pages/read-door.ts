import { addDays, civilDateOf, type Env } from '#core';
import { beginOf } from './calendar-range.ts';
import { type Door, EARLY_MS } from './door-address.ts';

/** What a door may say of a meeting; without `subject` and `host` unless the door is set to show them. */
export type DoorMeeting = {
  /** Of the room of the meeting: `meeting.event_room`. */
  take: string;
  start: Date;
  end: Date;
  subject: string | null;
  host: string | null;
  checkedIn: boolean;
  /** Somebody can check in now. */
  open: boolean;
};

export type DoorData = {
  room: { name: string; capacity: number; timeZone: string; place: string; photo: boolean };
  now: DoorMeeting | null;
  next: DoorMeeting | null;
  later: DoorMeeting[];
  /** When the room is free again or, while it is free, how long; null: until the end of the day. */
  until: Date | null;
};

/** Meetings shown behind the next one. */
const LATER = 4;

/**
 * What takes the room from now until the end of tomorrow, by its claims: what was let go or cancelled is not there. As the plugin itself, since nobody is signed in at a
 * door; what leaves this function is what the door may show. At most five statements.
 */
export async function readDoor(env: Env<'meetings'>, door: Door): Promise<DoorData> {
  const own = env.asPlugin();
  const now = env.now();
  const room = await own.model('meeting.room').get(door.room);
  const end = beginOf(addDays(civilDateOf(now, room.timeZone), 2), room.timeZone);
  const busy = await own.service('calendar').busy({ resources: [{ kind: 'room', id: room.id }], from: now, to: end });
  const ids = busy.flatMap(({ source }) => (source?.model === 'meeting.event' ? [source.record] : []));
  const takes = ids.length > 0 ? await own.model('meeting.event_room').find({ event: { in: ids }, room: room.id }) : [];
  const byEvent = new Map(takes.map((take) => [take.event, take]));
  const events = (door.showSubject || door.showHost) && ids.length > 0 ? await own.model('meeting.event').pick({ id: { in: ids } }, ['subject', 'host']) : [];
  const byId = new Map(events.map((event) => [event.id, event]));
  const hosts = door.showHost && events.length > 0 ? await own.service('base').people({ ids: events.map(({ host }) => host) }) : [];
  const names = new Map(hosts.map(({ id, name }) => [id, name]));
  const meetings = busy.map(({ during: whole, setUp = 0, cleanUp = 0, source }): DoorMeeting => {
    const during = { start: new Date(whole.start.getTime() + setUp * 60_000), end: new Date(whole.end.getTime() - cleanUp * 60_000) };
    const take = source && byEvent.get(source.record);
    const event = source && byId.get(source.record);
    const checkedIn = take?.checkedInAt != null && take.checkedInAt.getTime() >= during.start.getTime() - EARLY_MS;
    return {
      take: take?.id ?? '',
      start: during.start,
      end: during.end,
      subject: door.showSubject ? (event?.subject ?? null) : null,
      host: event ? (names.get(event.host) ?? null) : null,
      checkedIn,
      open: take !== undefined && !checkedIn && during.start.getTime() - EARLY_MS <= now.getTime() && now < during.end,
    };
  });
  const current = meetings.find(({ start, end: over }) => start <= now && now < over) ?? null;
  // While a room is tidied up its meeting is over.
  const coming = meetings.filter((meeting) => meeting !== current && meeting.end > now);
  const next = coming[0] ?? null;
  let until: Date | null = next?.start ?? null;
  if (current) {
    // Back to back meetings leave no free time in between.
    until = current.end;
    for (const { start, end: over } of coming) if (start <= until) until = over;
  }
  const place = [room.site, room.equipment].filter(Boolean).join(' · ');
  return {
    room: { name: room.name, capacity: room.capacity, timeZone: room.timeZone, place, photo: room.photoAt !== null },
    now: current,
    next,
    later: coming.slice(1, 1 + LATER),
    until,
  };
}
