import type { Env } from '#core';
import type { ResourceSchedules, ScheduleOf } from './contract.ts';

/** Working hours of people; who has none of their own is open always (a link's hours narrow further), who has left never. */
export const personSchedules: ResourceSchedules = {
  schedules: async (env: Env<'calendar'>, ids) => {
    const people = await env.model('base.person').pick({ id: { in: ids }, active: true }, ['schedule']);
    const wanted = [...new Set(people.flatMap(({ schedule }) => schedule ?? []))];
    const found = wanted.length === 0 ? [] : await env.model('calendar.schedule').pick({ id: { in: wanted } }, ['timeZone', 'weekly', 'overrides', 'travel']);
    const schedules = new Map(
      found.map(({ id, timeZone, weekly, overrides, travel }): [string, ScheduleOf] => [id, { timeZone, schedule: { weekly, overrides, travel } }]),
    );
    return new Map(people.map(({ id, schedule }) => [id, schedule === null ? null : (schedules.get(schedule) ?? null)]));
  },
};
