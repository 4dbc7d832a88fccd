import { type Env, fail } from '#core';
import { type ApiModel, apiModel } from './api-model.ts';
import { type ApiRow, recordsOf } from './records.ts';

const MOST_PATHS = 10;
const DEEPEST = 3;
/** Records that one relation to many may bring to one page. */
const MOST_RECORDS = 5_000;

/** Relations to follow, by field, and what to follow from there. */
export type Expansion = Map<string, Expansion>;

const refused = (message: string) => fail('INPUT_INVALID', { issues: [{ path: 'expand', message }] });

/** `host,attendees.person` as a tree. @throws INPUT_INVALID where there is too much of it */
export function readExpand(text: string | undefined): Expansion {
  const tree: Expansion = new Map();
  const paths = text ? text.split(',') : [];
  if (paths.length > MOST_PATHS) throw refused(`Expand at most ${MOST_PATHS} relations.`);
  for (const path of paths) {
    const parts = path.trim().split('.');
    if (parts.length > DEEPEST) throw refused(`Expand relations at most ${DEEPEST} deep.`);
    let at = tree;
    for (const part of parts) {
      const next: Expansion = at.get(part) ?? new Map();
      at.set(part, next);
      at = next;
    }
  }
  return tree;
}

type Link = { field: string; many: boolean; inverse: string; target: ApiModel; deeper: Expansion };

/** @throws INPUT_INVALID for what is no relation, is hidden, or leads to a model that the caller may not read: all the same */
function linksOf(env: Env<'api'>, api: ApiModel, expansion: Expansion): Link[] {
  return [...expansion].map(([name, deeper]) => {
    const field = Object.hasOwn(api.model.fields, name) ? api.model.fields[name] : undefined;
    const { target, inverse = '' } = field?.options ?? {};
    if (!field || (field.kind !== 'ref' && field.kind !== 'many') || target === undefined) throw refused(`"${name}" cannot be expanded.`);
    let found: ApiModel | undefined;
    try {
      found = apiModel(env, target);
    } catch {
      found = undefined;
    }
    if (!found?.can.read || (field.kind === 'many' && !Object.hasOwn(found.model.fields, inverse))) throw refused(`"${name}" cannot be expanded.`);
    return { field: name, many: field.kind === 'many', inverse, target: found, deeper };
  });
}

/** Fields that rows must hold so that the relations can be followed. */
export const neededFor = (api: ApiModel, expansion: Expansion): string[] => [...expansion.keys()].filter((name) => api.model.fields[name]?.kind === 'ref');

async function load(env: Env<'api'>, link: Link, rows: readonly ApiRow[]): Promise<Map<string, unknown>> {
  const { target } = link;
  const ids = [...new Set(rows.map((row) => row[link.many ? 'id' : link.field]).filter((id) => typeof id === 'string'))];
  if (ids.length === 0) return new Map();
  const records = recordsOf(env, target.model.name);
  const found = await records.pick({ [link.many ? link.inverse : 'id']: { in: ids } }, target.shown, {
    limit: MOST_RECORDS + 1,
    ...(link.many ? {} : { order: ['id'] }),
  });
  if (found.length > MOST_RECORDS) throw refused(`"${link.field}" brings more than ${MOST_RECORDS} records: ask for fewer at once.`);
  const backs = link.many ? found.map((row) => row[link.inverse]) : [];
  if (link.deeper.size > 0) await expand(env, target, found, link.deeper);
  const by = new Map<string, unknown>();
  for (const [index, row] of found.entries()) {
    if (!link.many) by.set(row.id, row);
    else {
      const back = String(backs[index]);
      const list = by.get(back);
      if (Array.isArray(list)) list.push(row);
      else by.set(back, [row]);
    }
  }
  return by;
}

/**
 * Puts the records that relations lead to in place of their ids: one query for each relation, however many rows, under the rules of the model it leads to. Where the
 * caller may not read the record, its id alone stands there as an object.
 */
export async function expand(env: Env<'api'>, api: ApiModel, rows: readonly ApiRow[], expansion: Expansion): Promise<void> {
  if (expansion.size === 0) return;
  const links = linksOf(env, api, expansion);
  const loaded = await Promise.all(links.map((link) => load(env, link, rows)));
  for (const [index, link] of links.entries()) {
    const by = loaded[index];
    for (const row of rows) {
      if (link.many) row[link.field] = by?.get(row.id) ?? [];
      else {
        const id = row[link.field];
        row[link.field] = typeof id === 'string' ? (by?.get(id) ?? { id }) : null;
      }
    }
  }
}
