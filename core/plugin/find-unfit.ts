import { wordsOf } from '../thrown.ts';
import type { Manifest } from './define-plugin.ts';
import { namesOf } from './version-range.ts';

/**
 * Whose fault it is that these plugins make no generation together: they are added one by one, those that have been there for longest first, and one whose addition
 * breaks the build is left out. So a newcomer that claims what another has takes nobody down but itself.
 * @param plugins in the order of their seniority; without circles
 * @param build throws where they contradict each other
 * @returns reasons by name; nothing where it is no plugin's fault
 */
export function findUnfit(plugins: readonly Manifest[], build: (plugins: readonly Manifest[]) => unknown): Map<string, string> {
  const unfit = new Map<string, string>();
  const taken: Manifest[] = [];
  try {
    build(taken);
  } catch {
    return unfit;
  }
  const open = [...plugins];
  for (;;) {
    const index = open.findIndex((plugin) => namesOf(plugin.depends).every((name) => taken.some((other) => other.name === name)));
    const [next] = index < 0 ? [] : open.splice(index, 1);
    if (!next) return unfit;
    try {
      build([...taken, next]);
      taken.push(next);
    } catch (error) {
      unfit.set(next.name, wordsOf(error));
    }
  }
}
