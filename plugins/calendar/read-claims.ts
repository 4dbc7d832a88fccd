import type { AnyDomain, Env, TimeRange } from '#core';
import type { AvailabilityQuery, Resource } from './contract.ts';

export type ReadClaim = {
  resource: Resource;
  seat: number;
  during: TimeRange;
  bufferBefore: number;
  bufferAfter: number;
  setUp: number;
  cleanUp: number;
  source: { model: string; record: string };
};

/** One condition per kind, so that each reaches the index of the constraint by its leading columns. */
export function claimsOn(resources: readonly Resource[], during: TimeRange): AnyDomain {
  const kinds = new Map<string, Set<string>>();
  for (const { kind, id } of resources) kinds.set(kind, (kinds.get(kind) ?? new Set()).add(id));
  const each = [...kinds].map(([kind, ids]) => ({
    kind,
    resource: ids.size === 1 ? [...ids][0] : { in: [...ids] },
    blocking: true,
    during: { overlaps: during },
  }));
  return each.length === 1 ? (each[0] ?? false) : { $or: each };
}

const blocking = ['during', 'bufferBefore', 'bufferAfter', 'expiresAt'] as const;
const named = [...blocking, 'kind', 'resource', 'seat', 'setUp', 'cleanUp', 'sourceModel', 'source'] as const;

/** What blocks, without saying what it is: a month of free times reads hundreds of claims and asks no more of them. */
export async function readBusy(
  env: Env<'calendar'>,
  resources: readonly Resource[],
  during: TimeRange,
  ignore?: AvailabilityQuery['ignore'],
): Promise<Pick<ReadClaim, 'during' | 'bufferBefore' | 'bufferAfter'>[]> {
  if (ignore || resources.length === 0) return readClaims(env, resources, during, ignore);
  const rows = await env.model('calendar.claim').pick(claimsOn(resources, during), blocking);
  const now = env.now();
  return rows.filter((row) => row.expiresAt === null || row.expiresAt > now);
}

/** Everything that blocks any of the resources in that stretch, in one query; lapsed holds and what `ignore` names left out. */
export async function readClaims(
  env: Env<'calendar'>,
  resources: readonly Resource[],
  during: TimeRange,
  ignore?: AvailabilityQuery['ignore'],
): Promise<ReadClaim[]> {
  if (resources.length === 0) return [];
  const rows = await env.model('calendar.claim').pick(claimsOn(resources, during), named);
  const now = env.now();
  return rows
    .filter((row) => (row.expiresAt === null || row.expiresAt > now) && !(ignore && row.sourceModel === ignore.model && row.source === ignore.record))
    .map((row) => ({
      resource: { kind: row.kind, id: row.resource },
      seat: row.seat,
      setUp: row.setUp,
      cleanUp: row.cleanUp,
      during: row.during,
      bufferBefore: row.bufferBefore,
      bufferAfter: row.bufferAfter,
      source: { model: row.sourceModel, record: row.source },
    }));
}
