import type { Env } from '#core';
import type { Held } from '../../meetings/contract.ts';

const models = ['booking.team', 'booking.style'] as const;

/** Team pages and page styles of somebody who leaves: another keeps them from now on. */
export const heldTeams: Held = {
  title: 'Team pages',
  list: async (env: Env<'booking-portal'>, person) =>
    (
      await Promise.all(
        models.map(async (model) =>
          (
            await env.model(model).pick({ owner: person }, ['name'], { order: ['name'] })
          ).map(({ id, name }) => ({ id, label: name, href: `/app/${model}/${id}` })),
        ),
      )
    ).flat(),
  handOver: async (env: Env<'booking-portal'>, from, to) => {
    let done = 0;
    for (const model of models) done += (await env.model(model).update({ owner: from }, { owner: to })).length;
    return { done, refused: [] };
  },
};
