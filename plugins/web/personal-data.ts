import type { Env, PersonalData } from '#core';

/** Saved views and list settings belong to a person; uploaded tables go by themselves after a day. */
export const personalData: PersonalData = {
  export: async (env: Env<'web'>, { id }) => {
    if (id === undefined) return {};
    const favourites = await env.model('web.favourite').find({ owner: id });
    return { favourites: favourites.map(({ name, model, query, shared }) => ({ name, model, query, shared })) };
  },
  erase: async (env: Env<'web'>, { id }) => {
    if (id === undefined) return 0;
    const gone = await env.model('web.favourite').delete({ owner: id });
    return gone + (await env.model('web.list_setting').delete({ owner: id })) + (await env.model('web.import').delete({ owner: id }));
  },
};
