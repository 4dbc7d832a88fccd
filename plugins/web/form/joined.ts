import { type Env, fail } from '#core';
import type { Spot } from './layout.ts';

type Joins = NonNullable<Spot['joins']>;
/** One record on the other side. */
export type Joined = { id: string; title: string };

/** More than this many on one record are no longer chosen on a form; a related list shows them. */
const MOST = 200;

/** Ids among what a form sent. */
export const chosenOf = (sent: unknown): string[] => [
  ...new Set((Array.isArray(sent) ? sent : [sent]).filter((one): one is string => typeof one === 'string' && /^[0-9a-f-]{36}$/i.test(one))),
];

/** What a record is joined with, as far as the viewer may see it: two statements. */
export async function joinedOf(env: Env, joins: Joins, record: string): Promise<Joined[]> {
  const { title } = env.catalog.model(joins.target);
  const repository = env.model(joins.model as never);
  const rows = await repository.pick({ [joins.here]: record } as never, [joins.there] as never, { limit: MOST });
  const found = await repository.related(rows as never, joins.there as never);
  return [...found]
    .map(([id, row]) => ({ id, title: String(row[title] ?? id) }))
    .sort((a, b) => a.title.localeCompare(b.title, env.preferences.language, { numeric: true }));
}

/**
 * Joins the record with these and no others, under the viewer's access: what the viewer cannot see stays as it is. Five statements at most; inside of `env.tx`.
 * @throws INPUT_INVALID for a record that the viewer may not see
 */
export async function writeJoined(env: Env, joins: Joins, record: string, wanted: readonly string[]): Promise<void> {
  const repository = env.model(joins.model as never);
  const now = (await joinedOf(env, joins, record)).map(({ id }) => id);
  const gone = now.filter((id) => !wanted.includes(id));
  const added = wanted.filter((id) => !now.includes(id));
  if (added.length > 0 && (await env.model(joins.target as never).count({ id: { in: added } } as never)) !== added.length)
    throw fail('INPUT_INVALID', { issues: [{ path: joins.there, message: 'There is no such record, or it is not open to you.' }] });
  if (gone.length > 0) await repository.delete({ [joins.here]: record, [joins.there]: { in: gone } } as never);
  if (added.length > 0) await repository.create(added.map((id) => ({ [joins.here]: record, [joins.there]: id })) as never);
}
