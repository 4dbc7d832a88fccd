import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, intersect, merge, type Span, subtract } from '../ranges.ts';

const runs = process.env.ATRIUM_TEST_LONG ? 20_000 : 1000;
const span = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 8 })).map(([start, length]): Span => [start, start + length]);
const spans = fc.array(span, { maxLength: 8 });

/** The slow way: which of the points 0 … 50 lie inside. */
const points = (list: readonly Span[]): Set<number> => new Set([...Array(50).keys()].filter((at) => list.some(([start, end]) => start <= at && at < end)));
const tidy = (list: readonly Span[]): boolean =>
  list.every(([start, end], index) => start < end && (index === 0 || (list[index - 1]?.[1] ?? Number.POSITIVE_INFINITY) < start));

describe('sets of stretches', () => {
  it('are merged to the same points, sorted and apart', () => {
    fc.assert(
      fc.property(spans, (list) => {
        const merged = merge(list);
        expect(tidy(merged)).toBe(true);
        expect(points(merged)).toEqual(points(list));
      }),
      { numRuns: runs },
    );
  });

  it('lose exactly what is subtracted', () => {
    fc.assert(
      fc.property(spans, spans, (list, holes) => {
        const left = subtract(list, holes);
        expect(left.every(([start, end]) => start < end)).toBe(true);
        expect(points(left)).toEqual(new Set([...points(list)].filter((at) => !points(holes).has(at))));
      }),
      { numRuns: runs },
    );
  });

  it('share exactly the common points', () => {
    fc.assert(
      fc.property(fc.array(spans, { minLength: 1, maxLength: 4 }), (sets) => {
        const shared = intersect(sets);
        expect(tidy(shared)).toBe(true);
        expect(points(shared)).toEqual(new Set([...points(sets[0] ?? [])].filter((at) => sets.every((set) => points(set).has(at)))));
      }),
      { numRuns: runs },
    );
  });

  it('touch without sharing, and join when merged', () => {
    expect(
      merge([
        [5, 9],
        [0, 5],
      ]),
    ).toEqual([[0, 9]]);
    expect(intersect([[[0, 5]], [[5, 9]]])).toEqual([]);
    expect(intersect([])).toEqual([]);
    expect(subtract([[0, 9]], [[5, 5]])).toEqual([[0, 9]]);
    expect(
      clip(
        [
          [0, 9],
          [12, 20],
        ],
        4,
        13,
      ),
    ).toEqual([
      [4, 9],
      [12, 13],
    ]);
  });
});
