const PAUSES_S = [5, 30, 120, 600, 3_600, 21_600];

/**
 * Seconds until the next try after this many, each ± 20 %, so that what failed together does not come back together.
 * @param pauses one for each try, the last for all further ones; 5 s, 30 s, 2 min, 10 min, 1 h, 6 h unless given
 */
export function retryPause(attempts: number, random: () => number = Math.random, pauses: readonly number[] = PAUSES_S): number {
  const base = pauses[Math.min(Math.max(attempts, 1), pauses.length) - 1] ?? 5;
  return base * (0.8 + random() * 0.4);
}
