import { type Env, fail, type TimeRange } from '#core';
import { type Chosen, choosePlaces, standingFor } from './choose-places.ts';
import type { CalendarService, ClaimRequest, Clash } from './contract.ts';
import { clearLapsed, lockResources } from './guard.ts';
import { claimsOn } from './read-claims.ts';

type Input = Parameters<CalendarService['claim']>[0];
type Source = Input['source'];

export const constraint = 'calendar_claim_no_overlap';

/** Everybody takes in the same order: two that race for the same resources never wait for each other in a circle. */
export const inOrder = (a: ClaimRequest, b: ClaimRequest): number =>
  a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : a.during.start.getTime() - b.during.start.getTime();

const MINUTE = 60_000;

/** All that the claim keeps others out of: its set-up and clean-up too. */
export const takenBy = ({ during, setUp = 0, cleanUp = 0 }: ClaimRequest): TimeRange =>
  setUp === 0 && cleanUp === 0 ? during : { start: new Date(during.start.getTime() - setUp * MINUTE), end: new Date(during.end.getTime() + cleanUp * MINUTE) };

export const rowOf = (source: Source, request: ClaimRequest) => ({
  kind: request.kind,
  resource: request.id,
  seat: request.seat ?? 0,
  during: takenBy(request),
  setUp: request.setUp ?? 0,
  cleanUp: request.cleanUp ?? 0,
  blocking: request.blocking ?? true,
  bufferBefore: request.bufferBefore ?? 0,
  bufferAfter: request.bufferAfter ?? 0,
  sourceModel: source.model,
  source: source.record,
  expiresAt: request.expiresAt ?? null,
});

/** The stretch from the first start to the last end. */
export function hull(requests: readonly ClaimRequest[]): TimeRange {
  const stretches = requests.map(takenBy);
  const starts = stretches.map(({ start }) => start.getTime());
  const ends = stretches.map(({ end }) => end.getTime());
  return { start: new Date(Math.min(...starts)), end: new Date(Math.max(...ends)) };
}

const same = (a: TimeRange, b: TimeRange): boolean => a.start.getTime() === b.start.getTime() && a.end.getTime() === b.end.getTime();
export const overlap = (a: TimeRange, b: TimeRange): boolean => a.start < b.end && b.start < a.end;
export const keyOf = (request: { kind: string; id: string; seat?: number }): string => `${request.kind} ${request.id} ${request.seat ?? 0}`;

/** The claims that stand where these were to go. */
async function clashesOf(env: Env<'calendar'>, requests: readonly ClaimRequest[]): Promise<Clash[]> {
  const standing = await env.model('calendar.claim').pick(claimsOn(requests, hull(requests)), ['kind', 'resource', 'seat', 'during', 'sourceModel', 'source']);
  return standing
    .filter((row) =>
      requests.some((request) => keyOf(request) === keyOf({ kind: row.kind, id: row.resource, seat: row.seat }) && overlap(takenBy(request), row.during)),
    )
    .map((row) => ({ resource: { kind: row.kind, id: row.resource }, during: row.during, source: { model: row.sourceModel, record: row.source } }));
}

const hadChoice = ({ wanted }: Chosen): boolean => wanted !== undefined;

async function insert(env: Env<'calendar'>, source: Source, requests: readonly Chosen[]): Promise<Chosen[]> {
  if (requests.length === 0) return [];
  const rows = await env.model('calendar.claim').create(
    requests.map((request) => rowOf(source, request)),
    { onConflict: { constraint, do: 'nothing' } },
  );
  if (rows.length === requests.length) return [];
  const taken = [...rows];
  return requests.filter((request) => {
    const at = taken.findIndex((row) => keyOf({ kind: row.kind, id: row.resource, seat: row.seat }) === keyOf(request) && same(row.during, takenBy(request)));
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
  const { chosen, full } = await choosePlaces(env, claims);
  let missing = await insert(env, source, chosen.sort(inOrder));
  if (missing.length > 0 && (await clearLapsed(env, missing, hull(missing))) > 0) missing = await insert(env, source, missing);
  // Of several seats or hosts another one may be free where somebody was quicker.
  for (let tries = 0; tries < 3 && missing.some(hadChoice); tries++) {
    const again = await choosePlaces(
      env,
      claims.filter(({ kind, id }) => missing.some((one) => hadChoice(one) && one.kind === kind && one.wanted === id)),
    );
    full.push(...again.full);
    missing = [...missing.filter((one) => !hadChoice(one)), ...(await insert(env, source, again.chosen.sort(inOrder)))];
  }
  if (missing.length + full.length === 0) return [];
  const clashes = [...(missing.length > 0 ? await clashesOf(env, missing) : []), ...(await standingFor(env, full))];
  // What stood there has gone in between: still nothing was taken, so say what was wanted.
  return clashes.length > 0 ? clashes : [...missing, ...full].map(({ kind, id, during }) => ({ resource: { kind, id }, during, source }));
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
  const places = claims.flatMap(({ kind, id, oneOf }) => (oneOf ?? [id]).map((one) => ({ kind, id: one })));
  await lockResources(env, [...held.map(({ kind, resource }) => ({ kind, id: resource })), ...places]);
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
