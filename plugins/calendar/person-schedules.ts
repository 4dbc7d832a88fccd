import type { Env } from '#core';
import type { ResourceHours, ResourceSchedules, ScheduleOf } from './contract.ts';
import { scheduleOf } from './schedule-of.ts';

const always = [{ days: [1, 2, 3, 4, 5, 6, 7], ranges: [['00:00', '24:00'] as [string, string]] }];

/** Working hours of people without their days off; who has no hours of the own is open always (a link's hours narrow further), who has left never. */
export const personSchedules: ResourceSchedules = {
  schedules: async (env: Env<'calendar'>, ids) => {
    const people = await env.model('base.person').pick({ id: { in: ids }, active: true }, ['schedule', 'timeOff', 'timeZone']);
    const wanted = [...new Set(people.flatMap(({ schedule }) => schedule ?? []))];
    const found = wanted.length === 0 ? [] : await env.model('calendar.schedule').find({ id: { in: wanted } });
    const schedules = new Map(found.map((row): [string, ScheduleOf] => [row.id, scheduleOf(row)]));
    return new Map(
      people.map(({ id, schedule, timeOff, timeZone }): [string, ResourceHours | null] => {
        const own = (schedule && schedules.get(schedule)) || null;
        if (timeOff.length === 0) return [id, own];
        const base = own ?? { timeZone, schedule: { weekly: always } };
        return [id, { ...base, schedule: { ...base.schedule, away: timeOff } }];
      }),
    );
  },
};
