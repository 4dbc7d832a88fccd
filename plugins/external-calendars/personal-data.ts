import type { Env } from '#core';
import { sourceOf } from './refresh-calendar.ts';

type Person = { id?: string; email: string };

/** The calendars that somebody named; their addresses are sealed and leave with the record. */
export const personalData = {
  export: async (env: Env<'external-calendars'>, { id }: Person) => ({
    externalCalendars:
      id === undefined
        ? []
        : (await env.model('external.calendar').find({ person: id })).map(({ name, checkedAt, busyCount }) => ({ name, checkedAt, busyCount })),
  }),
  erase: async (env: Env<'external-calendars'>, { id }: Person) => {
    const calendars = id === undefined ? [] : await env.model('external.calendar').pick({ person: id }, ['id']);
    for (const calendar of calendars) await env.service('calendar').release({ source: sourceOf(calendar) });
    return calendars.length === 0 ? 0 : env.model('external.calendar').delete({ id: { in: calendars.map((calendar) => calendar.id) } });
  },
};
