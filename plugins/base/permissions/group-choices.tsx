import type { Env } from '#core';
import type { Choice } from '../../web/contract.ts';

type Known = ReturnType<Env['catalog']['groups']>[number];

/** Own groups are named by people: their titles are no keys of translations. */
export const groupTitle = (env: Env<'base'>, group: Pick<Known, 'title' | 'own'>): string => (group.own ? group.title : env.t(group.title));

/** The title of a group by its name; the name itself where nobody knows it (a plugin that is away). */
export function titleOfGroup(env: Env<'base'>, name: string): string {
  const found = env.catalog.groups().find((group) => group.name === name);
  if (found) return groupTitle(env, found);
  if (name === 'user') return env.t('Everybody who is signed in');
  if (name === 'public') return env.t('Visitors');
  if (name === 'portal' || name.startsWith('portal:')) return env.t('Guests with a link ({kind})', { kind: name.slice(7) || '*' });
  if (name.startsWith('plugin:')) {
    const plugin = env.catalog.plugins().find((one) => `plugin:${one.name}` === name);
    return env.t('The app {name} itself', { name: env.t(plugin?.title ?? name.slice(7)) });
  }
  return name;
}

/** Groups that people are in, declared ones first. */
export const groupChoices = (env: Env<'base'>): readonly Choice[] =>
  [...env.catalog.groups()].sort((a, b) => Number(a.own) - Number(b.own)).map((group) => ({ value: group.name, label: groupTitle(env, group) }));

/** Several groups by checkboxes; the names come back as `name`, none, one or many. */
export function GroupBoxes({
  env,
  name,
  legend,
  help,
  chosen,
  error,
  groups = groupChoices(env),
}: {
  env: Env<'base'>;
  name: string;
  legend: string;
  help?: string;
  chosen: readonly string[];
  error?: string | undefined;
  groups?: readonly Choice[];
}) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {help ? <p class="help">{help}</p> : null}
      <div class="boxes">
        {groups.map(({ value, label }) => (
          <div class="field check">
            <label>
              <input type="checkbox" name={name} value={value} checked={chosen.includes(value)} /> {label}
            </label>
          </div>
        ))}
      </div>
      {error ? <p class="fault">{error}</p> : null}
    </fieldset>
  );
}
