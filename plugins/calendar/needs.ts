import type { Resource, ResourceNeeds } from './contract.ts';
import type { OpenHours } from './open-hours.ts';
import { intersect, merge, type Span } from './ranges.ts';
import type { ReadClaim } from './read-claims.ts';
import type { Busy } from './slots.ts';

const MINUTE = 60_000;

export const nameOf = ({ kind, id }: Resource): string => `${kind} ${id}`;

/** What the resources ask for besides hours, by `nameOf`; those that ask for nothing are left out. */
export function needsOf(hours: readonly OpenHours[]): ReadonlyMap<string, ResourceNeeds> {
  const needs = new Map<string, ResourceNeeds>();
  for (const { resource, needs: own } of hours)
    if (resource && own && ((own.setUp ?? 0) > 0 || (own.cleanUp ?? 0) > 0 || (own.seats ?? 1) > 1)) needs.set(nameOf(resource), own);
  return needs;
}

/** Taken time as a new use sees it: its own set-up must be over before it begins, and its clean-up before the next one does. */
function busyFor({ during, bufferBefore, bufferAfter }: ReadClaim, { setUp = 0, cleanUp = 0 }: ResourceNeeds): Busy {
  return { during: [during.start.getTime() - cleanUp * MINUTE, during.end.getTime() + setUp * MINUTE], bufferBefore, bufferAfter };
}

/** `busy`: taken by anybody is taken. `shared`: of each resource with several seats, what takes each seat; a use needs one that is free throughout. */
export type Taken = { busy: Busy[]; shared: readonly Busy[][][] };

/** The claims, seen by a new use of these resources. */
export function takenBy(claims: readonly ReadClaim[], needs: ReadonlyMap<string, ResourceNeeds>): Taken {
  const busy: Busy[] = [];
  const shared = new Map<string, Busy[][]>();
  for (const [name, { seats = 1 }] of needs)
    if (seats > 1)
      shared.set(
        name,
        Array.from({ length: seats }, () => []),
      );
  for (const claim of claims) {
    const name = nameOf(claim.resource);
    const one = busyFor(claim, needs.get(name) ?? {});
    const seats = shared.get(name);
    if (seats) seats[claim.seat]?.push(one);
    else busy.push(one);
  }
  return { busy, shared: [...shared.values()] };
}

/** Where no seat is left at all. */
export const fullSpans = (seats: readonly Busy[][]): readonly Span[] => intersect(seats.map((taken) => merge(taken.map(({ during }) => during))));
