import { defineAction, type Env } from '#core';
import { EARLY_MS } from './door-address.ts';

const MINUTE_MS = 60_000;
/** Rooms let go in one run; the next minute takes the rest. */
const MOST = 500;

/**
 * Rooms with a door that says so are let go when nobody has checked in so many minutes after the start: the room's claim goes, people keep their time, and the meeting
 * stays as it is. The number of statements does not depend on how many there are.
 */
export async function releaseNoShows(env: Env<'meetings'>): Promise<{ count: number }> {
  const now = env.now();
  const doors = await env.model('meeting.door').find({ active: true, releaseAfterMin: { gt: 0 } });
  if (doors.length === 0) return { count: 0 };
  const longest = Math.max(...doors.map(({ releaseAfterMin }) => releaseAfterMin));
  const byRoom = new Map(doors.map(({ room, releaseAfterMin, createdAt }) => [room, { after: releaseAfterMin * MINUTE_MS, since: createdAt }]));
  const shortest = Math.min(...doors.map(({ releaseAfterMin }) => releaseAfterMin));
  // Only what has just become due: a meeting that began before anybody asked for check-ins is left alone.
  const events = await env.model('meeting.event').pick(
    {
      state: 'confirmed',
      start: { lte: new Date(now.getTime() - shortest * MINUTE_MS), gt: new Date(now.getTime() - longest * MINUTE_MS - 24 * 60 * MINUTE_MS) },
      end: { gt: now },
      rooms: { some: { room: { in: [...byRoom.keys()] } } },
    },
    ['start'],
    { order: ['start'], limit: MOST },
  );
  if (events.length === 0) return { count: 0 };
  const starts = new Map(events.map(({ id, start }) => [id, start]));
  const takes = await env.model('meeting.event_room').find({ event: { in: [...starts.keys()] }, room: { in: [...byRoom.keys()] } });
  const due = takes.filter(({ event, room, checkedInAt, releasedAt }) => {
    const start = starts.get(event)?.getTime();
    const door = byRoom.get(room);
    if (start === undefined || !door || start < door.since.getTime()) return false;
    if (releasedAt !== null && releasedAt.getTime() >= start) return false;
    if (checkedInAt !== null && checkedInAt.getTime() >= start - EARLY_MS) return false;
    return start + door.after <= now.getTime();
  });
  if (due.length === 0) return { count: 0 };
  await env.tx(async () => {
    await env.service('calendar').releaseSome({
      claims: due.map(({ event, room }) => ({ source: { model: 'meeting.event', record: event }, resource: { kind: 'room', id: room } })),
    });
    await env.model('meeting.event_room').update({ id: { in: due.map(({ id }) => id) } }, { releasedAt: now });
  });
  return { count: due.length };
}

export const releaseNoShowsAction = defineAction({
  name: 'meetings.release-no-shows',
  title: 'Release rooms where nobody has checked in',
  expression: '* * * * *',
  catchUp: 'one',
  run: (env: Env<'meetings'>) => releaseNoShows(env),
});
