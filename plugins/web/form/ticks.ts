import { z } from 'zod';

/** A box of a form as it was sent: `Checkbox` sends `false` always and `true` besides once it is ticked, a bare box `on` or nothing. */
export const isTicked = (sent: unknown): boolean => [sent].flat().some((one) => one === 'true' || one === 'on');

const sent = z.union([z.string(), z.array(z.string())]);

/** A box of a form: `true` once it is ticked. */
export const ticked = sent.optional().transform(isTicked);

/**
 * A name of a form that comes not at all, once or many times, as a list: boxes of one name, conditions of an address.
 * @param most beyond it the form is refused; the core takes no more than 10,000 fields
 */
export const several = (most = 10_000, one: z.ZodType<string, string> = z.string().max(400)) =>
  sent
    .default([])
    .transform((given) => [given].flat())
    .pipe(z.array(one).max(most));
