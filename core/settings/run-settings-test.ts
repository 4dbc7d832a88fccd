import type { Env } from '../env.ts';
import { AtriumError } from '../errors.ts';
import { type SettingsTest, type SettingsTestResult, type SettingsType, secretsToTypeAgain } from './settings.ts';

/** Tries settings out: what is stored, and over it what stands in the form. What the test throws is a failure in public words; the log has the rest. */
export async function runSettingsTest(
  env: Env,
  type: SettingsType,
  test: SettingsTest,
  changed: Readonly<Record<string, unknown>>,
): Promise<SettingsTestResult> {
  try {
    const current: Readonly<Record<string, unknown>> = await env.settings(type);
    if (secretsToTypeAgain(type, current, changed).length > 0)
      return { ok: false, message: env.t('It would go to another place than before: type the secret again, then it can be tried.') };
    return await test.run(env as Env<never>, { ...current, ...changed });
  } catch (error) {
    env.log.warn({ test: test.name, error: error instanceof Error ? error.message : String(error) }, 'a test of settings failed');
    return {
      ok: false,
      message: error instanceof AtriumError ? env.t(error.title) : env.t('The test itself failed. Look for “a test of settings failed” in the log.'),
    };
  }
}
