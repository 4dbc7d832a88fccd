import { setTimeout as wait } from 'node:timers/promises';

/**
 * Asks until the answer is there (neither undefined nor false), for what happens outside of the caller: a job, a mail, a page.
 * @throws after `seconds` (60 unless given), saying what was awaited.
 */
export async function waitFor<T>(what: string, ask: () => T | Promise<T>, seconds = 60): Promise<Exclude<T, undefined | false>> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>; // checked right here
    if (performance.now() > end) throw new Error(`Waited ${seconds} seconds in vain for ${what}`);
    await wait(25);
  }
}
