import { type AnyDomain, AtriumError, type Env } from '#core';
import { listDomain } from '../list/list-domain.ts';
import { listAddress, listQuery, listStateOf } from '../list/list-state.ts';
import type { ModelViews } from '../views-of.ts';
import type { Neighbours } from './read-page.tsx';

/** The query of a list's address, with names that come many times. */
function queryOf(text: string): Record<string, string | string[]> {
  const query = new URLSearchParams(text);
  return Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key).length > 1 ? query.getAll(key) : (query.get(key) ?? '')]));
}

/**
 * The records before and after this one in the list that it was opened from (`?in=<query of the list>&at=<its place, from 0>`): one statement.
 * Where the list has moved on meanwhile, or the address makes no sense, there are none.
 */
export async function neighboursOf(env: Env, views: ModelViews, id: string, listed: string, at: number): Promise<Neighbours | undefined> {
  const query = listQuery.safeParse(queryOf(listed));
  if (!query.success) return undefined;
  try {
    const state = listStateOf(env, views.model.name, query.data);
    const domain: AnyDomain = listDomain(env, views, state);
    const order = state.sort ? [state.sort] : (views.list.order ?? views.model.order);
    const first = Math.max(0, at - 1);
    const rows = await env
      .model(views.model.name as never)
      .pick(domain as never, ['id'] as never, { order: order as never, offset: first, limit: at === 0 ? 2 : 3 });
    const ids = rows.map((row) => (row as { id: string }).id);
    const own = ids.indexOf(id);
    if (own < 0) return undefined;
    const address = (other: string | undefined, place: number): string | undefined =>
      other === undefined ? undefined : `/app/${views.model.name}/${other}?${new URLSearchParams({ ...(listed ? { in: listed } : {}), at: String(place) })}`;
    const place = first + own;
    return {
      previous: address(ids[own - 1], place - 1),
      next: address(ids[own + 1], place + 1),
      list: listAddress(views.model.name, state, { page: state.page }),
      place: env.t('No. {number} in the list', { number: place + 1 }),
    };
  } catch (error) {
    if (!(error instanceof AtriumError) || error.status >= 500) throw error;
    return undefined;
  }
}
