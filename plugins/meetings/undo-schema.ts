import { z } from 'zod';

/** What a cancellation or a move has taken away, as it is kept on the meeting for some minutes. Instants as ISO text. */
export const undoSchema = z.object({
  kind: z.enum(['cancel', 'reschedule']),
  state: z.enum(['draft', 'confirmed']),
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  /** The host's pauses, in minutes. */
  bufferBefore: z.number().int(),
  bufferAfter: z.number().int(),
});

export type Undo = z.output<typeof undoSchema>;
