import { z } from 'zod';
import { email, longText, textInput, zone } from '#core';
import { isSane } from './typed-start.ts';

/** An instant in ISO 8601 with its offset. */
export const startField = () =>
  z.iso
    .datetime({ offset: true, error: 'Choose one of the times.' })
    .transform((text) => new Date(text))
    .refine(isSane, 'Choose one of the times.');

/** What a guest sends to book. `start` is an instant; a local time without an offset is refused. */
export const bookingBody = z.object({
  start: startField(),
  name: textInput({ max: 120, min: 1 }),
  email: email(),
  note: longText({ max: 2000 }).optional(),
  tz: zone().optional(),
  language: z.string().max(12).optional(),
  /** People leave it empty; it is not shown. */
  website: z.string().max(500).optional(),
  idempotency_key: z.string().max(200).optional(),
});

export type BookingBody = z.output<typeof bookingBody>;
