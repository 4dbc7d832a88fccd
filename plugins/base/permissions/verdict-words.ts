import type { Env, Explanation } from '#core';

/** The verdict as one sentence. */
export function verdictWords(env: Env<'base'>, told: Explanation, name: string, label: string): string {
  switch (told.reason) {
    case 'no table':
      return env.t('No: none of the groups of {name} may do this with {label}.', { name, label });
    case 'no record':
      return env.t('No: there is no such record.');
    case 'rules':
      return env.t('No: the rules of the app do not let {name} to this record.', { name });
    case 'admin rule':
      return env.t('No: an own rule takes this record away from {name}.', { name });
    case 'depends':
      return env.t('To some: rules decide for each record. Give a record to see which.');
    case 'open':
      return env.t('Yes: {name} may.', { name });
  }
}
