import type { Env } from '#core';
import type { FieldInfo } from '../../field-value.tsx';
import { withoutApostrophe } from '../export/formula-safe.ts';
import { recordsByExternalId } from '../external-ids.ts';

export const isId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);

/** What the texts of a reference column stand for: an id, or why it is none. */
export type References = ReadonlyMap<string, { id: string } | { fault: string }>;

/** So many texts are looked up with one statement. */
const BATCH = 2_000;

/** Finds records that the viewer may read by id, by external id, or by their title; a title that several records have is refused. */
export async function resolveReferences(env: Env<'web'>, field: FieldInfo, cells: Iterable<string>): Promise<References> {
  const target = field.options.target ?? '';
  const { title } = env.catalog.model(target);
  const texts = [...new Set([...cells].map((cell) => withoutApostrophe(cell).trim()).filter((text) => text !== ''))];
  const found = new Map<string, { id: string } | { fault: string }>();
  const ambiguous = { fault: env.t('Several records have this name: use the id.') };
  const repository = env.model(target as never);
  for (let at = 0; at < texts.length && env.can(target, 'read'); at += BATCH) {
    const some = texts.slice(at, at + BATCH);
    const external = await recordsByExternalId(env, target, some);
    const ids = [...some.filter(isId).map((id) => id.toLowerCase()), ...external.values()];
    const byId = (await repository.pick({ id: { in: ids } } as never, [], { order: [] })) as unknown as { id: string }[];
    const open = new Set(byId.map(({ id }) => id));
    const byTitle = (await repository.pick({ [title]: { in: some } } as never, [title] as never, { order: [] })) as unknown as Record<string, unknown>[];
    for (const row of byTitle) {
      const text = String(row[title]);
      found.set(text, found.has(text) ? ambiguous : { id: String(row.id) });
    }
    for (const text of some) {
      const id = isId(text) ? text.toLowerCase() : external.get(text);
      if (id !== undefined && open.has(id)) found.set(text, { id });
    }
  }
  const missing = { fault: env.t('There is no such record, or it is not open to you.') };
  return new Map(texts.map((text) => [text, found.get(text) ?? missing]));
}
