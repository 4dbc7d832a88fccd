import { z } from 'zod';
import type { CaseRunner } from '../calendar/contract.ts';
import { assign } from './assign.ts';

const instant = z.iso.datetime().transform((text) => new Date(text));
const input = z.strictObject({
  op: z.literal('assign'),
  policy: z.enum(['least-recently-booked', 'fewest-upcoming', 'weighted']),
  candidates: z.array(
    z.strictObject({
      id: z.string(),
      lastBookedAt: instant.nullable().default(null),
      upcoming: z.number().int().min(0).default(0),
      weight: z.number().positive().default(100),
    }),
  ),
});

/** Which of several hosts gets the guest. */
export const assignCases: CaseRunner = {
  run: (_env, raw) => {
    const { policy, candidates } = input.parse(raw);
    const [first] = assign(policy === 'weighted' ? 'by-weight' : policy, candidates);
    return Promise.resolve({ assigned: first?.id ?? null });
  },
};
