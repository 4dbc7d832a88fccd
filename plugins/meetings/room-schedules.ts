import type { Env } from '#core';
import type { ResourceSchedules, ScheduleOf } from '../calendar/contract.ts';

/** Opening hours of rooms; an archived room is never open. One query for the rooms, one for their hours. */
export const roomSchedules: ResourceSchedules = {
  schedules: async (env: Env<'meetings'>, ids) => {
    const rooms = await env.model('meeting.room').pick({ id: { in: ids }, active: true }, ['schedule']);
    const wanted = rooms.flatMap(({ schedule }) => schedule ?? []);
    const schedules = wanted.length > 0 ? await env.model('calendar.schedule').find({ id: { in: wanted } }) : [];
    const byId = new Map(
      schedules.map(({ id, timeZone, weekly, overrides, travel }): [string, ScheduleOf] => [id, { timeZone, schedule: { weekly, overrides, travel } }]),
    );
    return new Map(rooms.map(({ id, schedule }) => [id, schedule ? (byId.get(schedule) ?? null) : null]));
  },
};

/** Virtual rooms are open always, while they are in use. */
export const virtualRoomSchedules: ResourceSchedules = {
  schedules: async (env: Env<'meetings'>, ids) =>
    new Map((await env.model('meeting.virtual_room').pick({ id: { in: ids }, active: true }, ['name'])).map(({ id }) => [id, null])),
};
