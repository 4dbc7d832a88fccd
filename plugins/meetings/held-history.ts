import type { Env } from '#core';
import type { Held } from './held.ts';

/** Of what is over the last are shown. */
const SHOWN = 200;

const over = (env: Env<'meetings'>, person: string) => ({
  host: person,
  $or: [{ state: { in: ['cancelled', 'done'] } }, { end: { lte: env.now() } }],
});

/** Meetings that are over or off. Who was there and what was said stays as it is: only the record of the host names another from then on, and nobody is told. */
export const heldHistory: Held = {
  title: 'Past and cancelled meetings',
  quiet: 'Only where the person shall be deleted: the records then name the new host. Nobody is told.',
  list: async (env: Env<'meetings'>, person) =>
    (await env.model('meeting.event').pick(over(env, person), ['subject', 'start'], { order: ['-start'], limit: SHOWN })).map(({ id, subject, start }) => ({
      id,
      label: subject,
      href: `/app/meeting.event/${id}`,
      start,
    })),
  count: (env: Env<'meetings'>, person) => env.model('meeting.event').count(over(env, person)),
  handOver: (env: Env<'meetings'>, from, to) =>
    env.tx(async () => {
      const { length } = await env.model('meeting.event').update(over(env, from), { host: to });
      const live = { state: { in: ['draft', 'confirmed'] }, end: { gt: env.now() } } as const;
      await env.model('meeting.series').update({ host: from, meetings: { none: live } }, { host: to });
      return { done: length, refused: [] };
    }),
};
