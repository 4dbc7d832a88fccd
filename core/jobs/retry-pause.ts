const PAUSES_S = [5, 30, 120, 600, 3_600, 21_600];

/** Seconds until the next try after this many: 5 s, 30 s, 2 min, 10 min, 1 h, 6 h, each ± 20 %, so that what failed together does not come back together. */
export function retryPause(attempts: number, random: () => number = Math.random): number {
  const base = PAUSES_S[Math.min(Math.max(attempts, 1), PAUSES_S.length) - 1] ?? 5;
  return base * (0.8 + random() * 0.4);
}
