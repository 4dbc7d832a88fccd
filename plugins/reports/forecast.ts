/** Fewer days say nothing about a year. */
export const LEAST_DAYS = 7;

/** The straight line through the values of days (least squares). `days` are day numbers. @returns undefined where there are too few days */
export function forecast(points: readonly { day: number; value: number }[], at: number): { value: number; perDay: number } | undefined {
  const count = points.length;
  if (new Set(points.map(({ day }) => day)).size < LEAST_DAYS) return undefined;
  const middle = (pick: (point: { day: number; value: number }) => number): number => points.reduce((sum, point) => sum + pick(point), 0) / count;
  const day = middle((point) => point.day);
  const value = middle((point) => point.value);
  const spread = points.reduce((sum, point) => sum + (point.day - day) ** 2, 0);
  const perDay = points.reduce((sum, point) => sum + (point.day - day) * (point.value - value), 0) / spread;
  return { value: Math.max(0, value + perDay * (at - day)), perDay };
}
