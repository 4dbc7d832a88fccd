/** Runs work, at most so much at once; the others wait in the order in which they came. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * A thousand requests at once that each do a little and wait for the database together end together, and all too late. Behind a gate the first are answered while the
 * others wait. @param most at once
 */
export function createGate(most: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (inside < most) inside++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // the place goes from hand to hand
      if (next) next();
      else inside--;
    }
  };
}
