import type { Env } from '#core';
import { words } from '../../web/contract.ts';
import type { AuditEntry } from './read-audit.ts';

/** Who it began with: a person by name, a guest, a plugin on its own, the system. */
export function whoWords(env: Env<'base'>, { actor, person, plugin, token }: AuditEntry, names: ReadonlyMap<string, string>): string {
  if (person !== null) return names.get(person) ?? env.t('Somebody who is gone');
  if (actor === 'portal') return token ? env.t('Guest ({kind})', { kind: labelOf(env, token) }) : env.t('Guest');
  if (actor === 'anonymous') return env.t('Visitor');
  return actor === 'plugin' ? env.t('App {name}', { name: env.t(titleOf(env, plugin)) }) : env.t('System');
}

export const titleOf = (env: Env<'base'>, plugin: string): string => env.catalog.plugins().find(({ name }) => name === plugin)?.title ?? plugin;

export const labelOf = (env: Env<'base'>, model: string): string => {
  if (env.catalog.models().includes(model)) return env.t(env.catalog.model(model).label);
  if (model === 'core.setting') return env.t('Settings');
  return env.t(words(model.split('.').at(-1) ?? model));
};

export const operationWords = (env: Env<'base'>): Readonly<Record<AuditEntry['operation'], string>> => ({
  create: env.t('Created'),
  update: env.t('Changed'),
  delete: env.t('Deleted'),
});
