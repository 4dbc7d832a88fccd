import { z } from 'zod';

/** A box of a form: `true` once it is ticked, beside the `false` that is always sent. */
export const ticked = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => [value ?? []].flat().some((one) => one === 'true' || one === 'on'));
