/** One thing to measure: `run` does it once and gives its milliseconds. */
export type Candidate = { name: string; run(): Promise<number>; cpuMs(): Promise<number> };

/** `perSecond` with `connections` at once; `cpuMs` of the server's own thread per request; `p50` and `p99` of the time that one took, in milliseconds. */
export type Result = { name: string; requests: number; perSecond: number; p50: number; p99: number; cpuMs: number };

export const percentile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
};

/** Slices of all candidates one after the other, again and again, so that whatever else the machine does hits all alike. */
export async function interleave(candidates: readonly Candidate[], options: { rounds: number; sliceMs: number; connections: number }): Promise<Result[]> {
  const totals = candidates.map((candidate) => ({ candidate, times: [] as number[], spent: 0, cpu: 0 }));
  for (let round = -1; round < options.rounds; round++) {
    for (const total of totals) {
      const cpu = await total.candidate.cpuMs();
      const started = performance.now();
      const until = started + options.sliceMs;
      const times: number[] = [];
      const worker = async (): Promise<void> => {
        while (performance.now() < until) times.push(await total.candidate.run());
      };
      await Promise.all(Array.from({ length: options.connections }, worker));
      if (round < 0) continue; // warm
      total.spent += performance.now() - started;
      total.cpu += (await total.candidate.cpuMs()) - cpu;
      total.times.push(...times);
    }
  }
  return totals.map(({ candidate, times, spent, cpu }) => ({
    name: candidate.name,
    requests: times.length,
    perSecond: (times.length / spent) * 1_000,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    cpuMs: cpu / times.length,
  }));
}
