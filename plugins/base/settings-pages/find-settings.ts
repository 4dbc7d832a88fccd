import { type Env, environmentName, type SettingsType } from '#core';
import { type SettingsInput, settingsInputs } from './settings-inputs.ts';

export type FoundSetting = { type: SettingsType; input: SettingsInput; variable: string };

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Every setting that has all words of the query in its name, help, plugin or variable, in the reader's language or in English; accents do not count. */
export function findSettings(env: Env<'base'>, query: string): FoundSetting[] {
  const words = plain(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  return env.catalog.settings().flatMap((type) =>
    settingsInputs(type).flatMap((input): FoundSetting[] => {
      const variable = environmentName(type.plugin, input.name);
      const english = [type.title, input.label, input.help ?? '', ...input.choices.map(({ label }) => label)];
      const text = plain([...english, ...english.map((one) => env.t(one)), input.name, variable].join(' '));
      return words.every((word) => text.includes(word)) ? [{ type, input, variable }] : [];
    }),
  );
}
