import type { Env } from '#core';
import { isTicked } from '../../web/contract.ts';
import { type DurationUnit, isDurationUnit, splitDuration } from './duration.ts';
import type { SettingsInput } from './settings-inputs.ts';

/** What stands in a control: as stored, or as it was typed into a form that is shown again. */
export type Shown = { text: string; checked: ReadonlySet<string>; unit: DurationUnit };

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : Array.isArray(value) ? value.join('\n') : '';

const asSet = (value: unknown): ReadonlySet<string> =>
  new Set(Array.isArray(value) ? value.filter((one) => typeof one === 'string') : typeof value === 'string' ? [value] : []);

export function storedValue({ kind, unit }: SettingsInput, value: unknown): Shown {
  if (kind === 'bool') return { text: '', checked: new Set(value === true ? ['on'] : []), unit };
  if (kind === 'duration' && typeof value === 'number') {
    const split = splitDuration(value, unit);
    return { text: String(split.count), checked: new Set(), unit: split.unit };
  }
  return { text: asText(value), checked: asSet(value), unit };
}

/** A secret is never shown again. */
export function typedValue({ name, kind, unit }: SettingsInput, raw: Readonly<Record<string, unknown>>): Shown {
  if (kind === 'secret') return { text: '', checked: new Set(), unit };
  const chosen = raw[`${name}:unit`];
  const value = raw[name];
  return {
    text: asText(value),
    checked: kind === 'bool' ? new Set(isTicked(value) ? ['on'] : []) : asSet(value),
    unit: isDurationUnit(chosen) ? chosen : unit,
  };
}

const unitWords: Readonly<Record<DurationUnit, { one: string; many: string }>> = {
  seconds: { one: '{count} second', many: '{count} seconds' },
  minutes: { one: '{count} minute', many: '{count} minutes' },
  hours: { one: '{count} hour', many: '{count} hours' },
  days: { one: '{count} day', many: '{count} days' },
};

/** A value in words, for "Default: …". Undefined where there is none worth saying. */
export function inWords(env: Env<'base'>, input: SettingsInput, value: unknown): string | undefined {
  const label = (one: unknown): string => env.t(input.choices.find((choice) => choice.value === one)?.label ?? String(one));
  switch (input.kind) {
    case 'bool':
      return value === true ? env.t('on') : env.t('off');
    case 'choice':
      return label(value);
    case 'choices':
      return Array.isArray(value) && value.length > 0 ? value.map(label).join(', ') : env.t('nothing');
    case 'duration': {
      if (typeof value !== 'number') return undefined;
      const { count, unit } = splitDuration(value, input.unit);
      return env.t(count === 1 ? unitWords[unit].one : unitWords[unit].many, { count });
    }
    case 'secret':
    case 'other':
      return undefined;
    case 'zone':
      return asText(value).replaceAll('_', ' ');
    default: {
      const text = asText(value).replaceAll('\n', ', ');
      return text === '' ? env.t('empty') : text.length > 80 ? `${text.slice(0, 79)}…` : text;
    }
  }
}
