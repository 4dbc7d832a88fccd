import { z } from 'zod';

/** None, one or many of the same name, as forms send them. */
export const several = z
  .union([
    z.array(z.string().max(200)).max(200),
    z
      .string()
      .max(200)
      .transform((one) => [one]),
  ])
  .default([]);

export const idParam = z.object({ id: z.uuid() });

/** `on` from a checkbox, `true` from the design system's own. */
export const ticked = z
  .union([z.array(z.string()), z.string()])
  .default('')
  .transform((value) => [value].flat().some((one) => one === 'true' || one === 'on'));
