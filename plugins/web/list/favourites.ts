import { type Env, fail, type Row } from '#core';
import { personOf } from './list-setting.ts';
import { type ListState, listQuery, listStateOf, statePairs } from './list-state.ts';

export type Favourite = Pick<Row<'web', 'web.favourite'>, 'id' | 'owner' | 'name' | 'query' | 'shared' | 'first'> & {
  /** What it shows; undefined where it names something that the viewer may not (or no longer) see. */
  state: ListState | undefined;
  mine: boolean;
};

/** The state behind an address' query; undefined where it cannot be used by this viewer. */
export function stateOfQuery(env: Env, model: string, query: string): ListState | undefined {
  const given: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const before = given[name];
    given[name] = before === undefined ? value : [before, value].flat();
  }
  const parsed = listQuery.safeParse(given);
  if (!parsed.success) return undefined;
  try {
    return listStateOf(env, model, parsed.data);
  } catch {
    return undefined;
  }
}

/** The viewer's favourites of a list, and the shared ones that only name what the viewer may see. One statement. */
export async function favouritesOf(env: Env<'web'>, model: string): Promise<Favourite[]> {
  const owner = personOf(env);
  const found = await env.model('web.favourite').pick({ model }, ['owner', 'name', 'query', 'shared', 'first'], { limit: 200, order: ['name'] });
  return found.flatMap((one): Favourite[] => {
    const state = stateOfQuery(env, model, one.query);
    const mine = one.owner === owner;
    return state || mine ? [{ ...one, state, mine }] : [];
  });
}

/** What the list begins with: the person's own first one, else the shared first one. */
export const firstOf = (favourites: readonly Favourite[]): Favourite | undefined => {
  const usable = favourites.filter(({ first, state }) => first && state);
  return usable.find(({ mine, shared }) => mine && !shared) ?? usable.find(({ shared }) => shared);
};

/** Keeps what the list shows under a name; the same name again takes its place. Page and open groups are not kept. @throws ACCESS_DENIED who may not share and wants to */
export async function saveFavourite(
  env: Env<'web'>,
  model: string,
  { name, state, shared, first }: { name: string; state: ListState; shared: boolean; first: boolean },
): Promise<void> {
  const owner = personOf(env);
  if (owner === undefined || (shared && !env.inGroup('web.share'))) throw fail('ACCESS_DENIED');
  const favourites = env.model('web.favourite');
  const query = new URLSearchParams(statePairs({ ...state, page: 1, open: [], filter: state.filter ?? 'all' })).toString();
  const whose = shared ? { model, shared } : { model, owner, shared };
  await env.tx(async () => {
    if (first) await favourites.update({ ...whose, first: true }, { first: false });
    const changed = await favourites.update({ ...whose, name }, { query, first });
    if (changed.length === 0) await favourites.create({ owner, model, name, query, shared, first });
  });
}
