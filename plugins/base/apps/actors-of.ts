import type { Env, HistoryEntry } from '#core';

/** Names of the people behind accounts that changed something. */
export async function actorsOf(env: Env<'base'>, history: readonly HistoryEntry[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(history.map(({ actor }) => actor))].filter((actor) => /^[0-9a-f-]{36}$/.test(actor));
  const people = ids.length > 0 ? await env.model('base.person').pick({ account: { in: ids } }, ['name', 'account']) : [];
  return new Map(people.flatMap(({ account, name }): [string, string][] => (account === null ? [] : [[account, name]])));
}
