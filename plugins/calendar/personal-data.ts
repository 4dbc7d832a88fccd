import type { Env } from '#core';

type Person = { id?: string; email: string };

/** Days off and their reasons, which the person alone reads. */
export const personalData = {
  export: async (env: Env<'calendar'>, { id }: Person) => ({
    timeOff: id ? (await env.model('base.person').pick({ id }, ['timeOff'])).flatMap(({ timeOff }) => timeOff) : [],
  }),
  erase: async (env: Env<'calendar'>, { id }: Person) => (id ? (await env.model('base.person').update({ id }, { timeOff: [] })).length : 0),
};
