/** Years in which a start may lie: calendars end somewhere, and no link is open so far away. */
const sane = /^(19|20|21)\d\d-/;

export const isSane = (start: Date): boolean => !Number.isNaN(start.getTime()) && sane.test(start.toISOString());

/** A start as it came in an address or a form; undefined for what is none. */
export function typedStart(text: string | undefined): Date | undefined {
  if (!text) return undefined;
  const start = new Date(text);
  return isSane(start) ? start : undefined;
}
