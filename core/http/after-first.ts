import { setTimeout as wait } from 'node:timers/promises';
import { AtriumError } from '../errors.ts';

const LOOK_AGAIN_MS = 100;
const LONGEST_MS = 8_000;

/**
 * Waits while the same request is at work elsewhere, and then gives its answer: a browser shows the answer to the last of two clicks alone.
 * @throws IDEMPOTENCY_IN_FLIGHT after eight seconds
 */
export async function afterFirst<T>(look: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + LONGEST_MS; ; ) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof AtriumError) || error.code !== 'IDEMPOTENCY_IN_FLIGHT' || performance.now() > end) throw error;
    }
    await wait(LOOK_AGAIN_MS);
  }
}
