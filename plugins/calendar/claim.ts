import { type Env, fail, type TimeRange } from '#core';
import type { CalendarService, ClaimRequest, Clash } from './contract.ts';
import { clearLapsed, lockResources } from './guard.ts';
import { claimsOn } from './read-claims.ts';

type Input = Parameters<CalendarService['claim']>[0];
type Source = Input['source'];

export const constraint = 'calendar_claim_no_overlap';

/** Everybody takes in the same order: two that race for the same resources never wait for each other in a circle. */
export const inOrder = (a: ClaimRequest, b: ClaimRequest): number =>
  a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : a.during.start.getTime() - b.during.start.getTime();

export const rowOf = (source: Source, request: ClaimRequest) => ({
  kind: request.kind,
  resource: request.id,
  seat: request.seat ?? 0,
  during: request.during,
  blocking: request.blocking ?? true,
  bufferBefore: request.bufferBefore ?? 0,
  bufferAfter: request.bufferAfter ?? 0,
  sourceModel: source.model,
  source: source.record,
  expiresAt: request.expiresAt ?? null,
});

/** The stretch from the first start to the last end. */
export function hull(requests: readonly ClaimRequest[]): TimeRange {
  const starts = requests.map(({ during }) => during.start.getTime());
  const ends = requests.map(({ during }) => during.end.getTime());
  return { start: new Date(Math.min(...starts)), end: new Date(Math.max(...ends)) };
}

const same = (a: TimeRange, b: TimeRange): boolean => a.start.getTime() === b.start.getTime() && a.end.getTime() === b.end.getTime();
const overlap = (a: TimeRange, b: TimeRange): boolean => a.start < b.end && b.start < a.end;
export const keyOf = (request: { kind: string; id: string; seat?: number }): string => `${request.kind} ${request.id} ${request.seat ?? 0}`;

/** The claims that stand where these were to go. */
async function clashesOf(env: Env<'calendar'>, requests: readonly ClaimRequest[]): Promise<Clash[]> {
  const standing = await env.model('calendar.claim').pick(claimsOn(requests, hull(requests)), ['kind', 'resource', 'seat', 'during', 'sourceModel', 'source']);
  return standing
    .filter((row) =>
      requests.some((request) => keyOf(request) === keyOf({ kind: row.kind, id: row.resource, seat: row.seat }) && overlap(request.during, row.during)),
    )
    .map((row) => ({ resource: { kind: row.kind, id: row.resource }, during: row.during, source: { model: row.sourceModel, record: row.source } }));
}

async function insert(env: Env<'calendar'>, source: Source, requests: readonly ClaimRequest[]): Promise<ClaimRequest[]> {
  const rows = await env.model('calendar.claim').create(
    requests.map((request) => rowOf(source, request)),
    { onConflict: { constraint, do: 'nothing' } },
  );
  if (rows.length === requests.length) return [];
  const taken = [...rows];
  return requests.filter((request) => {
    const at = taken.findIndex((row) => keyOf({ kind: row.kind, id: row.resource, seat: row.seat }) === keyOf(request) && same(row.during, request.during));
    if (at < 0) return true;
    taken.splice(at, 1);
    return false;
  });
}

/**
 * Takes everything or reports what stands in the way; then the caller rolls back. One statement where nothing clashes. Holds that have lapsed do not stand in the way.
 * @throws INPUT_INVALID for a stretch that ends before it starts: an empty one would slip through the constraint
 */
export async function claim(env: Env<'calendar'>, { source, claims }: Input): Promise<Clash[]> {
  if (claims.length === 0) return [];
  if (claims.some(({ during }) => !(during.start < during.end)))
    throw fail('INPUT_INVALID', { issues: [{ path: 'end', message: env.t('The end must be after the start.') }] });
  const requests = [...claims].sort(inOrder);
  let missing = await insert(env, source, requests);
  if (missing.length > 0 && (await clearLapsed(env, missing, hull(missing))) > 0) missing = await insert(env, source, missing);
  if (missing.length === 0) return [];
  const clashes = await clashesOf(env, missing);
  // What stood there has gone in between: still nothing was taken, so say what was wanted.
  return clashes.length > 0 ? clashes : missing.map(({ kind, id, during }) => ({ resource: { kind, id }, during, source }));
}

/** Claims of many records at once; whoever races for one of them waits for this transaction. @returns how many were not taken */
export async function claimMany(env: Env<'calendar'>, { bookings }: Parameters<CalendarService['claimMany']>[0]): Promise<number> {
  const wanted = bookings.flatMap(({ source, claims }) => claims.map((request) => ({ source, request })));
  if (wanted.length === 0) return 0;
  wanted.sort((a, b) => inOrder(a.request, b.request));
  const rows = await env.model('calendar.claim').create(
    wanted.map(({ source, request }) => rowOf(source, request)),
    { onConflict: { constraint, do: 'nothing' } },
  );
  return wanted.length - rows.length;
}

/** Delete and insert without the lock would deadlock with a neighbour that moves the other way. */
export async function reclaim(env: Env<'calendar'>, { source, claims }: Input): Promise<Clash[]> {
  const mine = { sourceModel: source.model, source: source.record };
  const held = await env.model('calendar.claim').pick(mine, ['kind', 'resource']);
  await lockResources(env, [...held.map(({ kind, resource }) => ({ kind, id: resource })), ...claims]);
  if (held.length > 0) await env.model('calendar.claim').delete(mine);
  return claim(env, { source, claims });
}

export const release = (env: Env<'calendar'>, { source, resource }: { source: Source; resource?: { kind: string; id: string } }): Promise<number> =>
  env.model('calendar.claim').delete({ sourceModel: source.model, source: source.record, ...(resource ? { kind: resource.kind, resource: resource.id } : {}) });

export async function releaseSome(env: Env<'calendar'>, { claims }: Parameters<CalendarService['releaseSome']>[0]): Promise<number> {
  if (claims.length === 0) return 0;
  return env.model('calendar.claim').delete({
    $or: claims.map(({ source, resource }) => ({ sourceModel: source.model, source: source.record, kind: resource.kind, resource: resource.id })),
  });
}

export async function settle(env: Env<'calendar'>, { source }: { source: Source }): Promise<number> {
  const rows = await env.model('calendar.claim').update({ sourceModel: source.model, source: source.record, expiresAt: { ne: null } }, { expiresAt: null });
  return rows.length;
}
