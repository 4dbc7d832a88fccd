import type { Env } from '#core';
import type { Held } from '../held.ts';

/** Rooms that somebody gives away: the next one takes the place, where they do not have it already. */
export const heldRooms: Held = {
  title: 'Rooms to approve for',
  list: async (env: Env<'meetings'>, person) => {
    const held = await env.model('meeting.room_manager').pick({ person }, ['room']);
    const rooms = await env.model('meeting.room').pick({ id: { in: held.map(({ room }) => room) } }, ['name'], { order: ['name'] });
    return rooms.map(({ id, name }) => ({ id, label: name, href: `/app/meeting.room/${id}` }));
  },
  handOver: async (env: Env<'meetings'>, from, to) => {
    const held = await env.model('meeting.room_manager').pick({ person: from }, ['room']);
    const there = new Set(
      (await env.model('meeting.room_manager').pick({ person: to, room: { in: held.map(({ room }) => room) } }, ['room'])).map(({ room }) => room),
    );
    const doubled = held.filter(({ room }) => there.has(room)).map(({ id }) => id);
    if (doubled.length > 0) await env.model('meeting.room_manager').delete({ id: { in: doubled } });
    await env.model('meeting.room_manager').update({ person: from }, { person: to });
    return { done: held.length, refused: [] };
  },
};

/** Pools of virtual rooms. Meetings that are made in somebody's name already stay so: the next ones are not. */
export const heldPools: Held = {
  title: 'Pools of hosts',
  list: async (env: Env<'meetings'>, person) => {
    const held = await env.model('meeting.pool_host').pick({ person }, ['virtualRoom']);
    const rooms = await env.model('meeting.virtual_room').pick({ id: { in: held.map(({ virtualRoom }) => virtualRoom) } }, ['name'], { order: ['name'] });
    return rooms.map(({ id, name }) => ({ id, label: name, href: `/app/meeting.virtual_room/${id}` }));
  },
  handOver: async (env: Env<'meetings'>, from, to) => {
    const held = await env.model('meeting.pool_host').pick({ person: from }, ['virtualRoom']);
    const there = await env.model('meeting.pool_host').pick({ person: to }, ['virtualRoom']);
    const known = new Set(there.map(({ virtualRoom }) => virtualRoom));
    const doubled = held.filter(({ virtualRoom }) => known.has(virtualRoom)).map(({ id }) => id);
    if (doubled.length > 0) await env.model('meeting.pool_host').delete({ id: { in: doubled } });
    await env.model('meeting.pool_host').update({ person: from }, { person: to });
    return { done: held.length, refused: [] };
  },
};
