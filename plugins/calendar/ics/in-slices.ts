import { setImmediate as otherWork } from 'node:timers/promises';
import { TookTooLong, withinTime } from './within-time.ts';

/** After so long other work has its turn. */
const SLICE_MS = 20;
/** A single step is stopped after this: rules can be written that never come to their next date. */
const STEP_MS = 1_000;
/** All steps together. */
const BUDGET_MS = 4_000;

let before: Promise<unknown> = Promise.resolve();

/**
 * Runs a long computation over what strangers wrote, one after the other in this process, and lets requests through between its steps (`yield`).
 * @throws TookTooLong where one step, or all of them, take too long
 */
export function inSlices<T>(work: () => Generator<void, T>): Promise<T> {
  const turn = before.then(() => run(work()));
  before = turn.catch(() => undefined);
  return turn;
}

async function run<T>(steps: Generator<void, T>): Promise<T> {
  for (let spent = 0; spent < BUDGET_MS; await otherWork()) {
    const began = performance.now();
    const last = withinTime(STEP_MS, () => {
      let step = steps.next();
      while (!step.done && performance.now() - began < SLICE_MS) step = steps.next();
      return step;
    });
    if (last.done) return last.value;
    spent += performance.now() - began;
  }
  throw new TookTooLong('the file takes too long to read');
}
