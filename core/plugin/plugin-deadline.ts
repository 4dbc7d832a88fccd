import { TimeOut } from '../jobs/public-reason.ts';
import { withinTime } from '../jobs/within-time.ts';
import { runAs } from './running-plugin.ts';

/** Seconds for a plugin's code to load, for its `start`, and for its `install`. */
export const LOAD_S = 10;
export const START_S = 10;
export const INSTALL_S = 60;
/** For a piece that it puts into others' pages, and for a hook in others' writes: those wait for it. */
export const PIECE_S = 2;
export const HOOK_S = 10;
/** For one of its lines in the go/no-go list. */
export const CHECK_S = 20;

/**
 * Calls into a plugin and does not wait for ever. What it does after its time is up is nobody's concern any more, but stays known as its doing.
 * @throws what it throws, also at once; TimeOut
 */
export function callPlugin<T>(
  plugin: string,
  place: string,
  seconds: number,
  work: (signal: AbortSignal) => Promise<T> | T,
  stops: readonly AbortSignal[] = [],
): Promise<T> {
  return withinTime(seconds, stops, async (signal) => runAs(plugin, place, () => work(signal)));
}

/** The end of the sentence "<what> …" for an administrator. */
export const howItFailed = (thrown: unknown, words: (thrown: unknown) => string): string =>
  thrown instanceof TimeOut ? `did not finish within ${thrown.seconds} seconds` : `failed: ${words(thrown)}`;
