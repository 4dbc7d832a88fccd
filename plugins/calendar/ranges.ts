/** A half-open stretch `[start, end)` in epoch milliseconds: the engine's own shape, because a month of slots must not cost a month of Date objects. */
export type Span = readonly [start: number, end: number];

const byStart = (a: Span, b: Span): number => a[0] - b[0] || a[1] - b[1];

function isTidy(spans: readonly Span[]): boolean {
  let end = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    if (span[0] <= end || span[1] <= span[0]) return false;
    end = span[1];
  }
  return true;
}

/** Sorted, overlapping and touching ones joined, empty ones left out. */
export function merge(spans: readonly Span[]): readonly Span[] {
  if (isTidy(spans)) return spans;
  const merged: [number, number][] = [];
  for (const [start, end] of [...spans].sort(byStart)) {
    if (end <= start) continue;
    const last = merged[merged.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** What of `spans` is left without `exclude`; both in any order. */
export function subtract(spans: readonly Span[], exclude: readonly Span[]): readonly Span[] {
  const from = merge(spans);
  const holes = merge(exclude);
  if (holes.length === 0) return from;
  const left: Span[] = [];
  let first = 0;
  for (const [start, end] of from) {
    let at = start;
    for (let hole = holes[first]; hole && hole[1] <= at; hole = holes[first]) first++;
    for (let index = first; index < holes.length; index++) {
      const hole = holes[index];
      if (!hole || hole[0] >= end) break;
      if (hole[0] > at) left.push([at, hole[0]]);
      at = Math.max(at, hole[1]);
    }
    if (at < end) left.push([at, end]);
  }
  return left;
}

/** What all sets have in common; no sets have nothing in common. Touching is not sharing. */
export function intersect(sets: readonly (readonly Span[])[]): readonly Span[] {
  const [head, ...others] = sets;
  if (!head) return [];
  let common = merge(head);
  for (const other of others) {
    const next = merge(other);
    const shared: Span[] = [];
    for (let a = 0, b = 0; ; ) {
      const left = common[a];
      const right = next[b];
      if (!left || !right) break;
      const start = Math.max(left[0], right[0]);
      const end = Math.min(left[1], right[1]);
      if (start < end) shared.push([start, end]);
      if (left[1] < right[1]) a++;
      else b++;
    }
    common = shared;
  }
  return common;
}

/** The part of each that lies in [from, to). */
export const clip = (spans: readonly Span[], from: number, to: number): readonly Span[] => intersect([spans, [[from, to]]]);
