import { z } from 'zod';

const id = z.string().regex(/^[a-z0-9]{1,20}$/);
/** How the guest reads it in place of the usual words; empty: those. */
const label = z.string().trim().max(120).default('');
const phone = z
  .string()
  .trim()
  .regex(/^\+?[\d\s()/.-]{5,40}$/);

/**
 * One way to meet that a link offers. `rooms`: one of these is taken together with the host's time; none named: any free one of the site, or of all sites where that is empty.
 * `phone-guest`: the host calls the number that the guest leaves; `phone-host`: the guest calls this one.
 */
export const place = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('room'), id, label, rooms: z.array(z.uuid()).max(50).default([]), site: z.string().trim().max(120).default('') }),
  z.object({ kind: z.literal('video'), id, label, virtualRoom: z.uuid() }),
  z.object({ kind: z.literal('phone-guest'), id, label }),
  z.object({ kind: z.literal('phone-host'), id, label, phone }),
  z.object({ kind: z.literal('address'), id, label, address: z.string().trim().min(1).max(300) }),
]);
export type Place = z.output<typeof place>;

export const placeList = z.array(place).max(20);
