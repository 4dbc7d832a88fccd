import { AsyncLocalStorage } from 'node:async_hooks';
import type { PluginPlace } from './suspect.ts';

/** A plugin's code that the platform has called, and as what: `route GET /rooms`. */
export type Running = { readonly plugin: string; readonly place: string };

const context = new AsyncLocalStorage<Running>();
let places: readonly PluginPlace[] = [];
let numbers = new Map<string, number>();
let hint: Int32Array | undefined;
let tell: ((places: readonly PluginPlace[]) => void) | undefined;

/** Calls into a plugin: whatever comes of it, timers and forgotten promises included, is known to be its doing. */
export function runAs<T>(plugin: string, place: string, work: () => T): T {
  if (!hint) return context.run({ plugin, place }, work);
  const before = Atomics.exchange(hint, 0, numbers.get(plugin) ?? 0);
  try {
    return context.run({ plugin, place }, work);
  } finally {
    Atomics.store(hint, 0, before);
  }
}

/** Whose call this is; undefined: the platform's own. */
export const runningPlugin = (): Running | undefined => context.getStore();

/** Where plugins lie, in this process. Told when they have been found. */
export function setPluginPlaces(found: readonly PluginPlace[]): void {
  places = found;
  numbers = new Map(found.map(({ plugin }, index) => [plugin, index + 1]));
  tell?.(found);
}

export const pluginPlaces = (): readonly PluginPlace[] => places;

/** From now on the number of the plugin that was called last and has not returned stands in shared memory: 1 is the first of what `told` was told, 0: none. */
export function showRunningIn(memory: Int32Array, told: (places: readonly PluginPlace[]) => void): void {
  hint = memory;
  tell = told;
}
