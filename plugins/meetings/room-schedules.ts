import type { Env } from '#core';
import { type ResourceHours, type ResourceSchedules, type ScheduleOf, scheduleOf } from '../calendar/contract.ts';

/** Opening hours of rooms, and the time around every meeting; an archived room is never open. One query for the rooms, one for their hours. */
export const roomSchedules: ResourceSchedules = {
  schedules: async (env: Env<'meetings'>, ids) => {
    const rooms = await env.model('meeting.room').pick({ id: { in: ids }, active: true }, ['schedule', 'setUpMin', 'cleanUpMin']);
    const wanted = [...new Set(rooms.flatMap(({ schedule }) => schedule ?? []))];
    const schedules = wanted.length > 0 ? await env.model('calendar.schedule').find({ id: { in: wanted } }) : [];
    const byId = new Map(schedules.map((row): [string, ScheduleOf] => [row.id, scheduleOf(row)]));
    return new Map(
      rooms.map(({ id, schedule, setUpMin: setUp, cleanUpMin: cleanUp }): [string, ResourceHours | null] => {
        const own = schedule ? byId.get(schedule) : undefined;
        if (setUp === 0 && cleanUp === 0) return [id, own ?? null];
        return [id, { ...(own ?? { schedule: null }), setUp, cleanUp }];
      }),
    );
  },
};

/** Virtual rooms are open always, while they are in use; as many meetings at once as they have licences and, where there is a pool, hosts. */
export const virtualRoomSchedules: ResourceSchedules = {
  schedules: async (env: Env<'meetings'>, ids) => {
    const rooms = await env.model('meeting.virtual_room').pick({ id: { in: ids }, active: true }, ['licences', 'pooled']);
    const pooled = rooms.filter((room) => room.pooled).map(({ id }) => id);
    const pools = pooled.length > 0 ? await env.model('meeting.pool_host').group({ virtualRoom: { in: pooled } }, ['virtualRoom']) : [];
    const sizes = new Map(pools.map(({ virtualRoom, count }) => [virtualRoom, count]));
    return new Map(
      rooms.flatMap(({ id, licences, pooled: fromPool }): [string, ResourceHours | null][] => {
        const seats = fromPool ? Math.min(licences, sizes.get(id) ?? 0) : licences;
        return seats === 0 ? [] : [[id, seats === 1 ? null : { schedule: null, seats }]];
      }),
    );
  },
};
