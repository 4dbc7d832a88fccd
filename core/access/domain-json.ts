import { z } from 'zod';
import type { AnyDomain } from '../model/domain.ts';

const deepest = 12;

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const stretch = z.strictObject({ start: instant, end: instant });

/** Instants inside `overlaps` and `contains` travel as text; everywhere else the field's own kind tells. */
function revive(value: unknown, depth: number): unknown {
  if (depth > deepest) throw new TypeError('too deep');
  if (Array.isArray(value)) return value.map((one) => revive(one, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      if (key === 'overlaps') return [key, stretch.parse(one)];
      if (key === 'contains') return [key, instant.parse(one)];
      return [key, revive(one, depth + 1)];
    }),
  );
}

/**
 * A domain as JSON says it, at most twelve levels deep. Whether its fields and values fit a model is for `checkDomain` to say.
 * The inverse is `JSON.stringify`.
 */
export const domainFromJson: z.ZodType<AnyDomain> = z.union([z.boolean(), z.record(z.string(), z.unknown())]).transform((value, context): AnyDomain => {
  try {
    // Its members are checked against the model by whoever compiles it.
    return revive(value, 0) as AnyDomain;
  } catch {
    context.addIssue({ code: 'custom', message: 'This is no condition.' });
    return z.NEVER;
  }
});
