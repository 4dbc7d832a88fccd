import type { Env } from '../env.ts';
import { pluginPrincipal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { describeThrown, wordsOf } from '../thrown.ts';
import { codeHash } from './code-hash.ts';
import { callPlugin, howItFailed, START_S } from './plugin-deadline.ts';
import { pluginFolder } from './plugin-folder.ts';
import { putInQuarantine } from './quarantine.ts';
import { namesOf } from './version-range.ts';

/**
 * Calls `start` of each plugin of a generation, dependencies first. One whose start throws or does not end in time goes into quarantine, and those that need it are
 * not started.
 * @returns false: the generation cannot serve, the next one is without those
 * @throws what an essential plugin throws
 */
export async function startPlugins(next: Runtime, signal: AbortSignal): Promise<boolean> {
  const failed = new Set<string>();
  for (const plugin of next.generation().plugins) {
    const { name, start } = plugin;
    if (namesOf(plugin.depends).some((dependency) => failed.has(dependency))) {
      failed.add(name);
      continue;
    }
    if (!start) continue;
    const env = next.env({ plugin: name, principal: pluginPrincipal(1, name) }) as Env<never>;
    try {
      await callPlugin(name, 'start', START_S, () => plugin.start?.(env, signal));
    } catch (thrown) {
      if (plugin.essential) throw thrown;
      next.log.error({ plugin: name, ...describeThrown(thrown) }, 'a plugin could not be started');
      failed.add(name);
      await putInQuarantine(next.database, {
        plugin: name,
        fault: 'start',
        reason: `its start ${howItFailed(thrown, wordsOf)}`,
        code: codeHash(pluginFolder(plugin.url)),
      });
    }
  }
  return failed.size === 0;
}
