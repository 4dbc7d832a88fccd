import type { Env } from '#core';
import { Field } from '../components/form.tsx';
import { Icon } from '../components/icon.tsx';
import { choicesOf, madeByTitle } from './choices.ts';

/** Where a reference is searched: `choices` answers the page's script, `step` is the page that searches without one. */
export type PickAddresses = { choices: string; step: string };

/** A reference: a plain list while there are few records, a search beyond that. */
export async function RefInput({
  env,
  target,
  addresses,
  label,
  name,
  help,
  error,
  required,
  value,
}: {
  env: Env;
  target: string;
  addresses: PickAddresses | undefined;
  label: string;
  name: string;
  help: string | undefined;
  error: string | undefined;
  required: boolean;
  value: string;
}) {
  const { choices, more } = await choicesOf(env, target, { current: /^[0-9a-f-]{36}$/i.test(value) ? value : '' });
  const made = addresses ? madeByTitle(env, target) : undefined;
  const searched = addresses && (more || made) ? addresses : undefined;
  const described = [help ? `${name}-help` : '', error ? `${name}-fault` : ''].filter(Boolean).join(' ') || undefined;
  return (
    <Field label={label} name={name} help={help} error={error} required={required}>
      <div
        class="picker"
        data-picker={searched?.choices}
        data-nothing={searched ? env.t('Nothing matches.') : undefined}
        data-make={made ? env.t('Create “{name}”', { name: '{name}' }) : undefined}
      >
        <select id={name} name={name} required={required} aria-invalid={error ? 'true' : undefined} aria-describedby={described}>
          <option value="">{required ? env.t('Please choose') : '–'}</option>
          {choices.map((choice) => (
            <option value={choice.value} selected={choice.value === value}>
              {choice.label}
            </option>
          ))}
        </select>
        {searched ? (
          <button type="submit" formaction={`${searched.step}/${name}`} formnovalidate title={env.t('Search')} aria-label={`${env.t('Search')}: ${label}`}>
            <Icon name="search" />
          </button>
        ) : null}
      </div>
    </Field>
  );
}
