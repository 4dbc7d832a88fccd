import type { Env } from '#core';
import { fault } from '../faults.ts';

type Rows = readonly Record<string, unknown>[];

const idsOf = (rows: Rows, wanted: (row: Record<string, unknown>) => boolean): string[] =>
  rows.flatMap((row) => (typeof row['id'] === 'string' && wanted(row) ? [row['id']] : []));

/** Those that are put into the archive by this change. */
function archived(rows: Rows, before: Rows): string[] {
  const were = new Set(idsOf(before, ({ active }) => active === true));
  return idsOf(rows, ({ active }) => active === false).filter((id) => were.has(id));
}

const coming = (env: Env<'meetings'>) => ({ state: { in: ['draft', 'confirmed'] }, end: { gt: env.now() } });

/** A room goes into the archive when nothing is planned in it any more. @throws MEETING_ROOM_IN_USE */
export async function guardRooms(env: Env<'meetings'>, rows: Rows, before: Rows): Promise<void> {
  const gone = archived(rows, before);
  if (gone.length === 0) return;
  const count = await env.model('meeting.event').count({ ...coming(env), rooms: { some: { room: { in: gone } } } });
  if (count > 0)
    throw fault('MEETING_ROOM_IN_USE', {
      detail: env.t('{count} meetings to come are planned in this room. Move them to another room first.', { count }),
      extra: { page: '/app/rooms/:id/meetings' },
    });
}

/** The same for virtual rooms; and licences are not taken away from meetings that have one. @throws MEETING_ROOM_IN_USE */
export async function guardVirtualRooms(env: Env<'meetings'>, rows: Rows, before: Rows): Promise<void> {
  const gone = archived(rows, before);
  if (gone.length > 0) {
    const count = await env.model('meeting.event').count({ ...coming(env), virtualRoom: { in: gone } });
    if (count > 0)
      throw fault('MEETING_ROOM_IN_USE', {
        detail: env.t('{count} meetings to come are planned in this virtual room. Move them to another one first.', { count }),
        extra: { page: '/app/virtual-rooms/:id/meetings' },
      });
  }
  const were = new Map(before.map((row) => [row['id'], row['licences']]));
  for (const { id, licences } of rows) {
    const had = were.get(id);
    if (typeof licences !== 'number' || typeof had !== 'number' || licences >= had) continue;
    const taken = await env.model('calendar.claim').count({
      kind: 'virtual_room',
      resource: String(id),
      seat: { gte: licences },
      during: { overlaps: { start: env.now(), end: new Date('9999-01-01T00:00:00Z') } },
    });
    if (taken > 0)
      throw fault('MEETING_ROOM_IN_USE', {
        detail: env.t('{count} meetings to come have the licences that you take away. Move them first.', { count: taken }),
      });
  }
}
