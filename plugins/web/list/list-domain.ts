import type { AnyDomain, Env } from '#core';
import type { ModelViews } from '../views-of.ts';
import { conditionDomain } from './condition-domain.ts';
import type { ListState } from './list-state.ts';
import { filtersOf } from './open-filters.ts';

/** The declared filter that holds: the chosen one, or where nothing was said the one that is on at first. */
export const chosenFilter = (env: Env, views: ModelViews, { filter }: ListState) =>
  filtersOf(env, views.list).find((one) => (filter === undefined ? one.default : one.name === filter));

/** Fields of the view that the viewer may see and that hold text. */
export const searchFields = ({ model, list }: ModelViews): string[] => (list.search ?? []).filter((name) => Object.hasOwn(model.fields, name));

/** Which records a list shows: filter, archive, conditions and search words together. @throws INPUT_INVALID for conditions that make no sense */
export function listDomain(env: Env, views: ModelViews, state: ListState): AnyDomain {
  const { model } = views;
  const parts: AnyDomain[] = [];
  const chosen = chosenFilter(env, views, state);
  if (chosen) parts.push(chosen.domain as AnyDomain);
  if (model.archive !== undefined && !speaksOfArchive(state, model.archive)) parts.push({ [model.archive]: !state.archived });
  for (const condition of state.where) {
    const field = model.fields[condition.field];
    if (field) parts.push(conditionDomain(env, field, condition));
  }
  const fields = searchFields(views);
  if (state.q !== '' && fields.length > 0) parts.push({ $or: fields.map((name) => ({ [name]: { like: state.q } })) });
  return { $and: parts };
}

/** Who filters by the archive field decides about archived records alone. */
const speaksOfArchive = (state: ListState, archive: string): boolean => state.where.some(({ field }) => field === archive);
