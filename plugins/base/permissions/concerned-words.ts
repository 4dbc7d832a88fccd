import type { Env } from '#core';
import { titleOfGroup } from './group-choices.tsx';

/** Whom a rule or a hidden field concerns, in words. */
export const concernedWords = (env: Env<'base'>, { groups, except }: { groups: readonly string[] | null; except: readonly string[] }): string => {
  const who = groups === null ? env.t('Everybody who is signed in') : groups.map((group) => titleOfGroup(env, group)).join(', ');
  return except.length === 0 ? who : env.t('{who}, but not {except}', { who, except: except.map((group) => titleOfGroup(env, group)).join(', ') });
};

/** Models whose rows people may reach at all. */
export const modelChoices = (env: Env<'base'>): readonly { value: string; label: string }[] =>
  env.access
    .matrix()
    .filter(({ table }) => table.some(({ group }) => !group.startsWith('plugin:')))
    .map(({ model, label }) => ({ value: model, label: env.t(label) }))
    .sort((a, b) => a.label.localeCompare(b.label, env.preferences.language));
