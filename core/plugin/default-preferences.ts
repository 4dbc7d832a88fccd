import type { Preferences, SessionContract } from '../env.ts';
import { pluginPrincipal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { fallbackPreferences } from './create-env.ts';

/** Of the organization, through whoever knows it (`core.session`), else the plain ones. */
export async function defaultPreferences(runtime: Runtime, org: number): Promise<Preferences> {
  for (const { plugin, implementation } of runtime.generation().contracts.get('core.session')?.values() ?? []) {
    const principal = pluginPrincipal(org, plugin);
    const session = implementation as SessionContract;
    const found = await session.preferences(runtime.env({ plugin, principal }), principal);
    if (found) return found;
  }
  return fallbackPreferences;
}
