import type { Env } from '../env.ts';
import { AtriumError } from '../errors.ts';
import type { SettingsTest, SettingsTestResult, SettingsType } from './settings.ts';

/** Tries settings out: what is stored, and over it what stands in the form. What the test throws is a failure in public words; the log has the rest. */
export async function runSettingsTest(
  env: Env,
  type: SettingsType,
  test: SettingsTest,
  changed: Readonly<Record<string, unknown>>,
): Promise<SettingsTestResult> {
  try {
    return await test.run(env as Env<never>, { ...(await env.settings(type)), ...changed });
  } catch (error) {
    env.log.warn({ test: test.name, error: error instanceof Error ? error.message : String(error) }, 'a test of settings failed');
    return {
      ok: false,
      message: error instanceof AtriumError ? env.t(error.title) : env.t('The test itself failed. Look for “a test of settings failed” in the log.'),
    };
  }
}
