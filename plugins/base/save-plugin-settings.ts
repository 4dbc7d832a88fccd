import { type Env, fail, type SettingsType } from '#core';
import { settingsFromForm, settingsInputs } from './settings-form.ts';

/**
 * Checks what the form sent against the plugin's schema and stores what changed. A member that does not fit keeps all of them from being stored.
 * @throws INPUT_INVALID with an issue per member
 */
export async function savePluginSettings(env: Env<'base'>, type: SettingsType, raw: Record<string, unknown>, fixed: ReadonlySet<string>): Promise<void> {
  const values = settingsFromForm(settingsInputs(type), raw, fixed);
  const members = type.schema.shape;
  const checked: Record<string, unknown> = {};
  const issues: { path: string; message: string }[] = [];
  for (const [name, value] of Object.entries(values)) {
    const member = members[name];
    if (!member) continue;
    const result = await (member as import('zod').ZodType).safeParseAsync(value);
    if (result.success) checked[name] = result.data;
    else issues.push({ path: name, message: result.error.issues[0]?.message ?? 'This value cannot be used.' });
  }
  if (issues.length > 0) throw fail('INPUT_INVALID', { issues });
  await env.saveSettings(type, checked);
}
