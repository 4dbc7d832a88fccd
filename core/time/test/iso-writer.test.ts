import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoWriter } from '../iso-writer.ts';

it('writes instants as toISOString does, in whatever order, years beyond 9999 and before 1 too', () => {
  const minute = fc.integer({ min: -140_000_000, max: 140_000_000 }).map((one) => one * 60_000);
  const any = fc.oneof(minute, fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.constantFrom(8.64e15, -8.64e15, 0, -1, 86_400_000, 86_399_999));
  fc.assert(
    fc.property(fc.array(any, { maxLength: 40 }), (all) => {
      const write = isoWriter();
      for (const at of all) expect(write(at)).toBe(new Date(at).toISOString());
    }),
    { numRuns: 500 },
  );
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 60_000]) expect(() => isoWriter()(wrong)).toThrow(RangeError);
});
