import type { Env, Manifest } from '#core';

/** To-dos of a person: exported as they are, erased with the person. */
export const personalData: NonNullable<Manifest['personalData']> = {
  async export(env: Env<'activities'>, { id }) {
    return id === undefined ? {} : { activities: await env.model('activity.activity').find({ person: id }, { order: ['due'] }) };
  },
  async erase(env: Env<'activities'>, { id }) {
    return id === undefined ? 0 : env.model('activity.activity').delete({ person: id });
  },
};
