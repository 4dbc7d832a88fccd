import { addDays, type Env } from '#core';
import { beginOf } from './calendar-range.ts';
import { touching } from './read-calendar.ts';

/** One room of one meeting. Without `meeting`: somebody has it, and the viewer may know no more. */
export type BookedLine = {
  room: string;
  meeting: string | null;
  subject: string;
  host: string;
  start: Date;
  end: Date;
  state: 'draft' | 'confirmed' | 'cancelled' | 'done' | 'busy';
  released: boolean;
  checkedIn: Date | null;
};

export type AskedRooms = { from: string; to: string; room: string; drafts: boolean };

/**
 * What takes each room, by time: by the claims, so that nothing that is booked is missing, with the words of the meetings that the viewer may read. A meeting that lost its
 * room because nobody came stands there too; drafts that take nothing only where they are asked for. Six statements.
 */
export async function readBooked(
  env: Env<'meetings'>,
  { from: first, to: last, room, drafts }: AskedRooms,
  limit: number,
): Promise<{ lines: BookedLine[]; rooms: { id: string; name: string }[]; more: boolean }> {
  const { timeZone } = env.preferences;
  const [from, to] = [beginOf(first, timeZone), beginOf(addDays(last, 1), timeZone)];
  const rooms = await env.model('meeting.room').pick({}, ['name'], { order: ['name'], limit: 1_000 });
  const names = new Map(rooms.map(({ id, name }) => [id, name]));
  const wanted = rooms.filter(({ id }) => room === '' || id === room);
  const busy = await env
    .asPlugin()
    .service('calendar')
    .busy({ resources: wanted.map(({ id }) => ({ kind: 'room', id })), from, to });
  const holding = new Set(busy.flatMap(({ source }) => (source?.model === 'meeting.event' ? [source.record] : [])));
  const planned = { $and: [touching(from, to), { rooms: { some: room ? { room } : {} }, state: { ne: 'cancelled' } }] };
  const events = await env.model('meeting.event').pick(planned, ['subject', 'host', 'start', 'end', 'state'], { order: ['start'], limit: limit + 1 });
  const ids = events.map(({ id }) => id);
  const takes = ids.length > 0 ? await env.model('meeting.event_room').find({ event: { in: ids }, ...(room ? { room } : {}) }) : [];
  const byEvent = Map.groupBy(takes, ({ event }) => event);
  const hosts = new Map((await env.service('base').people({ ids: [...new Set(events.map(({ host }) => host))] })).map(({ id, name }) => [id, name]));
  const told = events
    .filter(({ id, state }) => state !== 'draft' || drafts || holding.has(id))
    .flatMap(({ id, subject, host, start, end, state }) =>
      (byEvent.get(id) ?? []).map(
        (take): BookedLine => ({
          room: names.get(take.room) ?? '',
          meeting: id,
          subject,
          host: hosts.get(host) ?? '',
          start,
          end,
          state,
          released: take.releasedAt !== null && take.releasedAt >= start,
          checkedIn: take.checkedInAt,
        }),
      ),
    );
  const readable = new Set(ids);
  const hidden = busy
    .filter(({ source }) => source?.model !== 'meeting.event' || !readable.has(source.record))
    .map(
      ({ resource, during, setUp = 0, cleanUp = 0 }): BookedLine => ({
        room: names.get(resource.id) ?? '',
        meeting: null,
        subject: env.t('Taken'),
        host: '',
        start: new Date(during.start.getTime() + setUp * 60_000),
        end: new Date(during.end.getTime() - cleanUp * 60_000),
        state: 'busy',
        released: false,
        checkedIn: null,
      }),
    );
  const lines = [...told, ...hidden].sort((a, b) => a.start.getTime() - b.start.getTime() || a.room.localeCompare(b.room));
  // Beyond the last meeting that was read, what may be read and what may not cannot be told apart.
  const end = events.length > limit ? events.at(-1)?.start : undefined;
  const known = end ? lines.filter(({ start }) => start < end) : lines;
  return { lines: known.slice(0, limit), rooms, more: known.length > limit || end !== undefined };
}
