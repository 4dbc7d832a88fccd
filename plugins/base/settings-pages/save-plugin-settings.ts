import { isDeepStrictEqual } from 'node:util';
import type { Env, SettingsType } from '#core';
import { settingsFromForm } from './settings-from-form.ts';
import { settingsInputs } from './settings-inputs.ts';

/**
 * Stores what the form changed: what is as it was stays untouched, what is set to its default is no longer stored (so that it follows a newer default).
 * One member that does not fit keeps all of them from being stored.
 * @throws INPUT_INVALID with an issue per member
 */
export async function savePluginSettings(env: Env<'base'>, type: SettingsType, raw: Record<string, unknown>, fixed: ReadonlySet<string>): Promise<void> {
  const inputs = settingsInputs(type);
  const current: Record<string, unknown> = await env.settings(type);
  const changed: Record<string, unknown> = {};
  const back: string[] = [];
  for (const [name, value] of Object.entries(settingsFromForm(inputs, raw, fixed))) {
    const input = inputs.find((candidate) => candidate.name === name);
    const result = type.schema.shape[name]?.safeParse(value);
    if (input?.kind !== 'secret' && result?.success && isDeepStrictEqual(result.data, current[name])) continue;
    changed[name] = value;
    if (input?.kind !== 'secret' && result?.success && isDeepStrictEqual(result.data, input?.fallback)) back.push(name);
  }
  if (Object.keys(changed).length === 0) return;
  await env.tx(async () => {
    await env.saveSettings(type, changed);
    if (back.length > 0) await env.resetSettings(type, back);
  });
}
