import { fail } from '../errors.ts';

/** Seconds that a route may take where it says nothing. */
export const DEFAULT_ANSWER_S = 30;

/** When an answer must be there, for whoever works on it. The signal is made when somebody first asks for it. */
export type Deadline = { readonly signal: AbortSignal };

/**
 * Waits so long for an answer. Work that is late is left to itself, with its signal aborted: it may still end well, but nobody hears.
 * @throws what the work throws; ANSWER_LATE (504)
 */
export async function answerInTime<T>(seconds: number, work: (deadline: Deadline) => Promise<T>): Promise<T> {
  let controller: AbortController | undefined;
  let late: unknown;
  const deadline: Deadline = {
    get signal() {
      controller ??= new AbortController();
      if (late !== undefined) controller.abort(late);
      return controller.signal;
    },
  };
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late = fail('ANSWER_LATE', { extra: { retryAfter: 60 } });
      controller?.abort(late);
      reject(late);
    }, seconds * 1_000);
  });
  try {
    return await Promise.race([work(deadline), limit]);
  } finally {
    clearTimeout(timer);
  }
}
