import { z } from 'zod';
import { ownerSchema } from './told.ts';

/** All that a provider is told to take a room away, so that the meeting may be gone by then. `externalId` null: it is looked up by the key. */
export const leftRoom = z.object({
  /** For its time line. */
  event: z.uuid().nullable().default(null),
  generation: z.number().int().nullable().default(null),
  provider: z.string(),
  account: z.string().nullable().default(null),
  externalId: z.string().nullable(),
  operationKey: z.string(),
  subject: z.string(),
  start: z.coerce.date<string | Date>(),
  end: z.coerce.date<string | Date>(),
  timeZone: z.string(),
  host: ownerSchema.nullable(),
  options: z.record(z.string(), z.unknown()),
});
export type LeftRoom = z.input<typeof leftRoom>;

/** As a record keeps them. */
export const formerRooms = z.array(leftRoom.extend({ start: z.string(), end: z.string() }));
