import type { Env } from '#core';
import type { OpenLink } from '../find-link.ts';
import { withLength } from '../open-times.ts';
import { withPlace } from './chosen-place.ts';

/** A link as the guest has it: one of its lengths, one of its places. What it does not know is its own length, or its first place. */
export async function withChoice(
  env: Env<'booking-portal'>,
  open: OpenLink,
  { minutes, place }: { minutes?: string | number | undefined; place?: string | undefined },
): Promise<OpenLink> {
  const link = withLength(open.link, minutes === undefined || minutes === '' ? undefined : Number(minutes));
  return link.places.length === 0 ? { ...open, link } : { ...open, link: await withPlace(env, link, place) };
}
