/**
 * A text of at most `max` UTF-16 units, as other systems count characters; what is left out shows as `…`. No character is cut in two.
 * @param end stays whole at the end, whatever is left out before it
 */
export function shorten(text: string, max: number, end = ''): string {
  const room = max - end.length;
  if (text.length <= room) return text + end;
  const kept = text.slice(0, Math.max(0, room - 1));
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…${end}`;
}
