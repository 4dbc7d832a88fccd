import { wordsOf } from '../thrown.ts';
import type { Manifest } from './define-plugin.ts';
import { closureOf } from './order-plugins.ts';
import { namesOf } from './version-range.ts';

/**
 * Whose fault it is that these plugins make no generation together. The essential ones are taken as one; the others are added one by one, those that have been there
 * for longest first, and one whose addition breaks the build is left out. So a newcomer that claims what another has takes nobody down but itself.
 * One may name what another brings without depending on it: who fails is tried again after the others.
 * @param plugins in the order of their seniority; without circles
 * @param build throws where they contradict each other
 * @returns reasons by name; nothing where the essential ones alone make no generation
 */
export function findUnfit(plugins: readonly Manifest[], build: (plugins: readonly Manifest[]) => unknown): Map<string, string> {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const first = new Set(plugins.filter(({ essential }) => essential).flatMap(({ name }) => [...closureOf(name, byName)]));
  let taken = plugins.filter(({ name }) => first.has(name));
  try {
    build(taken);
  } catch {
    return new Map();
  }
  const unfit = new Map<string, string>();
  const has = (name: string): boolean => taken.some((other) => other.name === name);
  for (let waiting = plugins.filter(({ name }) => !first.has(name)); ; waiting = waiting.filter(({ name }) => !has(name))) {
    const added = waiting.find((plugin) => {
      if (!namesOf(plugin.depends).every(has)) return false;
      try {
        build([...taken, plugin]);
        return true;
      } catch (error) {
        unfit.set(plugin.name, wordsOf(error));
        return false;
      }
    });
    if (!added) return unfit;
    taken = [...taken, added];
    unfit.delete(added.name);
  }
}
