import type { Env, Row } from '#core';

const wanted = ['name', 'site', 'address', 'timeZone', 'setUpMin', 'cleanUpMin', 'approval', 'bookableBy', 'active'] as const;

/** What booking a room needs to know of it. */
export type BookedRoom = Pick<Row<'meetings', 'meeting.room'>, (typeof wanted)[number] | 'id'>;

/** One statement; none where there is no room. */
export async function roomsFor(env: Env<'meetings'>, ids: readonly string[]): Promise<BookedRoom[]> {
  return ids.length === 0 ? [] : env.model('meeting.room').pick({ id: { in: [...new Set(ids)] } }, wanted);
}

export type BookedVirtualRoom = Row<'meetings', 'meeting.virtual_room'> & { /** Who may stand for it; empty: no pool. */ hosts: readonly string[] };

/** One statement, one more where its hosts come from a pool. */
export async function virtualRoomsFor(env: Env<'meetings'>, ids: readonly string[]): Promise<BookedVirtualRoom[]> {
  const rooms = ids.length === 0 ? [] : await env.model('meeting.virtual_room').find({ id: { in: [...new Set(ids)] } });
  const pooled = rooms.filter((room) => room.pooled).map(({ id }) => id);
  const pool =
    pooled.length === 0 ? [] : await env.model('meeting.pool_host').pick({ virtualRoom: { in: pooled } }, ['virtualRoom', 'person'], { order: ['createdAt'] });
  return rooms.map((room) => ({ ...room, hosts: pool.flatMap(({ virtualRoom, person }) => (virtualRoom === room.id ? [person] : [])) }));
}

export const virtualRoomFor = async (env: Env<'meetings'>, id: string | null): Promise<BookedVirtualRoom | null> =>
  id === null ? null : ((await virtualRoomsFor(env, [id]))[0] ?? null);
