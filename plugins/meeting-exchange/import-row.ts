import { z } from 'zod';

const person = z.object({ name: z.string(), email: z.string(), role: z.enum(['required', 'optional']), partstat: z.string() });

/** One meeting of a file, or why it cannot be one. Instants are ISO texts. */
export const importRow = z.object({
  /** In the file. */
  line: z.number(),
  /** A sentence to translate: what is wrong with the line whoever imports it. */
  problem: z.string().nullable(),
  /** What is wrong besides. */
  more: z.array(z.string()).default([]),
  /** From a table: the host is somebody here, and what stands under “Rooms” (`roomNames`) are rooms of ours; from a calendar they may be anything. */
  table: z.boolean().default(false),
  roomNames: z.boolean().default(false),
  subject: z.string(),
  description: z.string(),
  location: z.string(),
  start: z.string(),
  end: z.string(),
  timeZone: z.string(),
  uid: z.string(),
  sequence: z.number(),
  host: z.string().nullable(),
  people: z.array(person),
});
export type ImportRow = z.output<typeof importRow>;
export const storedRows = z.array(importRow);

export const broken = (line: number, problem: string, subject = ''): ImportRow => ({
  line,
  problem,
  more: [],
  table: false,
  roomNames: false,
  subject,
  description: '',
  location: '',
  start: '',
  end: '',
  timeZone: 'UTC',
  uid: '',
  sequence: 0,
  host: null,
  people: [],
});
