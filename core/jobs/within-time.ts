import { TimeOut } from './public-reason.ts';

/**
 * Runs work with a signal that is aborted when its time is up or one of `stops` is. Work that ignores the signal is left to itself: it must not hold its place for ever.
 * @throws what the work throws, TimeOut, or the reason of the stop.
 */
export async function withinTime<T>(seconds: number, stops: readonly AbortSignal[], work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const timer = setTimeout(() => own.abort(new TimeOut(seconds)), seconds * 1_000);
  const passOn = (event: Event): void => own.abort(event.target instanceof AbortSignal ? event.target.reason : undefined);
  for (const stop of stops) {
    if (stop.aborted) own.abort(stop.reason);
    else stop.addEventListener('abort', passOn, { once: true });
  }
  try {
    return await new Promise<T>((resolve, reject) => {
      if (own.signal.aborted) return reject(own.signal.reason);
      own.signal.addEventListener('abort', () => reject(own.signal.reason), { once: true });
      work(own.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    for (const stop of stops) stop.removeEventListener('abort', passOn);
  }
}
