import type { Env } from '#core';

/**
 * The names by which tables know records of a model: given by an earlier import, or `<plugin>.<key>` of a record that a plugin brought.
 * What a plugin brought keeps its name, whatever a table says. Ask only for records that the viewer was given.
 */
export async function externalIdsOf(env: Env<'web'>, model: string, records: readonly string[]): Promise<Map<string, string>> {
  const brought = await env.catalog.externalIds(model, { records });
  const given = await env
    .asPlugin()
    .model('web.external_id')
    .pick({ model, record: { in: records } }, ['key', 'record'], { order: [] });
  return new Map([...given.map(({ key, record }) => [record, key] as const), ...brought.map(({ key, record }) => [record, key] as const)]);
}

/**
 * The records behind such names, whoever may see them: ask for them under the viewer's access before anything is said of them. Nobody takes the name of a record that
 * a plugin brought by importing one of their own under it.
 */
export async function recordsByExternalId(env: Env<'web'>, model: string, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const brought = await env.catalog.externalIds(model, { keys });
  const given = await env
    .asPlugin()
    .model('web.external_id')
    .pick({ model, key: { in: keys } }, ['key', 'record'], { order: [] });
  return new Map([...given.map(({ key, record }) => [key, record] as const), ...brought.map(({ key, record }) => [key, record] as const)]);
}
