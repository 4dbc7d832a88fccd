import type { Env, SettingState } from '#core';

/** Who changed settings, in words: `user:<person>` → the person's name, `plugin:<name>` → its title. Gone people are left out. */
export async function changersOf(env: Env<'base'>, state: Readonly<Record<string, SettingState>>): Promise<ReadonlyMap<string, string>> {
  const known = new Set(Object.values(state).flatMap(({ changedBy }) => (changedBy === undefined ? [] : [changedBy])));
  const ids = [...known].flatMap((one) => (one.startsWith('user:') ? [one.slice('user:'.length)] : []));
  const people = ids.length > 0 ? await env.model('base.person').pick({ id: { in: ids } }, ['name']) : [];
  const titles = new Map(env.catalog.plugins().map(({ name, title }) => [`plugin:${name}`, env.t(title)]));
  return new Map([
    ...people.map(({ id, name }): [string, string] => [`user:${id}`, name]),
    ...[...known].flatMap((one): [string, string][] => {
      const title = titles.get(one);
      return title === undefined ? [] : [[one, title]];
    }),
    ['system', env.t('the system')],
  ]);
}
