/** Times are counted in buckets that grow by a fifth: what is read from them is true to about a tenth, and a bucket is one small number. */
const GROWTH = 1.2;
const SMALLEST_MS = 0.5;
/** Up to 210 s; no route may take longer. */
export const BUCKETS = 72;

const upper = (bucket: number): number => SMALLEST_MS * GROWTH ** bucket;
const lower = (bucket: number): number => (bucket === 0 ? 0 : upper(bucket - 1));

/** The bucket of a time in milliseconds. */
export function bucketOf(ms: number): number {
  if (!(ms > SMALLEST_MS)) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / SMALLEST_MS) / Math.log(GROWTH) - 1e-9));
}

/** How often each bucket was met. */
export type Histogram = ReadonlyMap<number, number>;

export const countOf = (histogram: Histogram): number => [...histogram.values()].reduce((sum, count) => sum + count, 0);

/** How many took at least so many milliseconds, to the bucket. */
export const countFrom = (histogram: Histogram, ms: number): number =>
  [...histogram].reduce((sum, [bucket, count]) => (lower(bucket) >= ms * 0.999 ? sum + count : sum), 0);

/** The time in milliseconds below which this share (0 to 1) lies; null where nothing was counted. */
export function quantileOf(histogram: Histogram, share: number): number | null {
  const total = countOf(histogram);
  if (total === 0) return null;
  const wanted = share * total;
  let passed = 0;
  let last = 0;
  for (const [bucket, count] of [...histogram].sort(([a], [b]) => a - b)) {
    if (passed + count >= wanted) {
      const part = (wanted - passed) / count;
      return lower(bucket) + (upper(bucket) - lower(bucket)) * part;
    }
    passed += count;
    last = bucket;
  }
  return upper(last);
}

export function addTo(histogram: Map<number, number>, bucket: number, count: number): void {
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
}
