import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChangedMember, ConferenceRequest } from './provider-contract.ts';

/** What a service was told of a meeting: enough to see what is new, and no more. Texts as their hashes. */
export const toldSchema = z.object({ subject: z.string(), description: z.string(), time: z.string(), host: z.string(), options: z.string() });
/** In whose name a room stands. */
export const ownerSchema = z.object({ id: z.string(), email: z.string(), name: z.string() });

type Told = z.output<typeof toldSchema>;

const short = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** Members in one order, whatever order they were stored in. */
const sorted = (options: Record<string, unknown>): string => JSON.stringify(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));

export function toldOf({ subject, description, start, end, timeZone, host, options }: ConferenceRequest): Told {
  return {
    subject: short(subject),
    description: short(description),
    time: `${start.toISOString()}/${end.toISOString()} ${timeZone}`,
    host: host === null ? '' : short(host.email.toLowerCase()),
    options: short(sorted(options)),
  };
}

/** What the service does not know yet. Nothing was ever told: everything. */
export function changedSince(told: Told | null, now: Told): ChangedMember[] {
  const members: readonly ChangedMember[] = ['subject', 'description', 'time', 'host', 'options'];
  return members.filter((member) => told?.[member] !== now[member]);
}
