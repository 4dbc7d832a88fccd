import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Tells one link from another; says nothing about it. */
export const linkMark = (link: string | null): string => (link === null ? 'none' : createHash('sha256').update(link).digest('base64url').slice(0, 22));

/** From the first SEQUENCE to the last nothing but the link is another: who has answered one of them has answered all. */
export const linkOnlySchema = z.object({ from: z.number().int(), to: z.number().int() });
export type LinkOnly = z.output<typeof linkOnlySchema>;

/** The oldest SEQUENCE to which an answer still counts. Any other change of the meeting has raised it beyond `to`. */
export const askedSince = (linkOnly: LinkOnly | null | undefined, sequence: number): number => (linkOnly?.to === sequence ? linkOnly.from : sequence);

/** … after it was raised by one for a link. */
export const raisedForLink = (linkOnly: LinkOnly | null | undefined, sequence: number): LinkOnly => ({
  from: askedSince(linkOnly, sequence),
  to: sequence + 1,
});
