import { createContext, Script } from 'node:vm';

const script = new Script('work()');

/** A work that does not come to an end was stopped. */
export class TookTooLong extends Error {}

/**
 * Runs a computation over what strangers wrote and stops it after so many milliseconds, even inside a loop that never ends. It holds the process up for as long as
 * it runs, so the limit is small. @throws TookTooLong
 */
export function withinTime<T>(milliseconds: number, work: () => T): T {
  let result: { value: T } | undefined;
  try {
    script.runInContext(
      createContext({
        work: () => {
          result = { value: work() };
        },
      }),
      { timeout: milliseconds },
    );
  } catch (error) {
    // Made in the context that was stopped, whose Error is another than ours.
    if (typeof error === 'object' && error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new TookTooLong('the file takes too long to read');
    throw error;
  }
  if (!result) throw new TookTooLong('the file takes too long to read');
  return result.value;
}
