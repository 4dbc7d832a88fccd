import { type Env, fail, type SettingsType } from '#core';
import { settingsFromForm } from './settings-from-form.ts';
import { settingsInputs } from './settings-inputs.ts';

/**
 * Runs a test that the plugin declares with what stands in the form; nothing is stored.
 * @throws INPUT_INVALID with an issue per member that does not fit
 */
export async function tryPluginSettings(
  env: Env<'base'>,
  type: SettingsType,
  test: string,
  raw: Record<string, unknown>,
  fixed: ReadonlySet<string>,
): Promise<{ ok: boolean; message: string }> {
  const inputs = settingsInputs(type);
  const values: Record<string, unknown> = {};
  const issues: { path: string; message: string }[] = [];
  for (const [name, value] of Object.entries(settingsFromForm(inputs, raw, fixed))) {
    const result = type.schema.shape[name]?.safeParse(value);
    if (result?.success) values[name] = result.data;
    else for (const issue of result?.error.issues ?? []) issues.push({ path: [name, ...issue.path].join('.'), message: issue.message });
  }
  if (issues.length > 0) throw fail('INPUT_INVALID', { issues });
  const result = await env.catalog.testSettings(type.plugin, test, values);
  const typedSecret = type.secrets.some((name) => typeof values[name] === 'string' && values[name] !== '');
  return typedSecret
    ? { ...result, message: `${result.message} ${env.t('The secret that you typed is not shown again: type it once more to save it.')}` }
    : result;
}
