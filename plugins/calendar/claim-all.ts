import { AtriumError, type Env, fail } from '#core';
import { choosePlaces, standingFor } from './choose-places.ts';
import { constraint, hull, inOrder, keyOf, overlap, rowOf, takenBy } from './claim.ts';
import type { BookingClash, CalendarService, ClaimRequest, Clash } from './contract.ts';
import { clearLapsed, lockResources } from './guard.ts';
import { claimsOn } from './read-claims.ts';

type Wanted = { source: Clash['source']; request: ClaimRequest };

/** Which record asks for which resource from when; a record asks for each once. */
const placeOf = (source: string, kind: string, id: string, seat: number): string => `${source} ${keyOf({ kind, id, seat })}`;

/** From so many on it pays to take a savepoint. */
const MANY = 50;

/** All or nothing. Looking for a clash before each row, which the other way does, costs as much again as the constraint itself; here the constraint alone looks. */
async function insertUnlessTaken(env: Env<'calendar'>, wanted: readonly Wanted[]): Promise<boolean> {
  try {
    await env.attempt(() => env.model('calendar.claim').add(wanted.map(({ source, request }) => rowOf(source, request))));
    return true;
  } catch (error) {
    if (error instanceof AtriumError && error.code === 'RECORD_DUPLICATE') return false;
    throw error;
  }
}

async function insert(env: Env<'calendar'>, wanted: readonly Wanted[]): Promise<Wanted[]> {
  if (wanted.length === 0) return [];
  if (wanted.length >= MANY && (await insertUnlessTaken(env, wanted))) return [];
  const rows = await env.model('calendar.claim').create(
    wanted.map(({ source, request }) => rowOf(source, request)),
    { onConflict: { constraint, do: 'nothing' } },
  );
  if (rows.length === wanted.length) return [];
  const taken = new Set(rows.map((row) => placeOf(row.source, row.kind, row.resource, row.seat)));
  return wanted.filter(({ source, request }) => !taken.has(placeOf(source.record, request.kind, request.id, request.seat ?? 0)));
}

/** What stands where these were to go, for each of them; by resource, so that a year of dates against a year of claims is no product of the two. */
async function clashesOf(env: Env<'calendar'>, missing: readonly Wanted[]): Promise<BookingClash[]> {
  const requests = missing.map(({ request }) => request);
  const standing = await env.model('calendar.claim').pick(claimsOn(requests, hull(requests)), ['kind', 'resource', 'seat', 'during', 'sourceModel', 'source']);
  const byPlace = new Map<string, typeof standing>();
  for (const row of standing) {
    const key = keyOf({ kind: row.kind, id: row.resource, seat: row.seat });
    const list = byPlace.get(key);
    if (list) list.push(row);
    else byPlace.set(key, [row]);
  }
  return missing.flatMap(({ source, request }) => {
    const there = (byPlace.get(keyOf(request)) ?? []).filter(({ during }) => overlap(during, takenBy(request)));
    // What stood there has gone in between: still nothing was taken, so say what was wanted.
    if (there.length === 0) return [{ wanted: source, resource: { kind: request.kind, id: request.id }, during: request.during, source }];
    return there.map((row) => ({
      wanted: source,
      resource: { kind: row.kind, id: row.resource },
      during: row.during,
      source: { model: row.sourceModel, record: row.source },
    }));
  });
}

/** See `CalendarService.claimAll`. Three statements where nothing clashes, however many records: locks, old claims off, new ones on. */
export async function claimAll(env: Env<'calendar'>, { bookings, instead }: Parameters<CalendarService['claimAll']>[0]): Promise<BookingClash[]> {
  const wanted = bookings.flatMap(({ source, claims }) => claims.map((request): Wanted => ({ source, request })));
  if (wanted.some(({ request: { during } }) => !(during.start < during.end)))
    throw fail('INPUT_INVALID', { issues: [{ path: 'end', message: env.t('The end must be after the start.') }] });
  const old = instead && instead.records.length > 0 ? { sourceModel: instead.model, source: { in: [...instead.records] } } : undefined;
  const held = old ? await env.model('calendar.claim').pick(old, ['kind', 'resource']) : [];
  const places = wanted.flatMap(({ request: { kind, id, oneOf } }) => (oneOf ?? [id]).map((one) => ({ kind, id: one })));
  await lockResources(env, [...held.map(({ kind, resource }) => ({ kind, id: resource })), ...places]);
  if (old && held.length > 0) await env.model('calendar.claim').delete(old);
  if (wanted.length === 0) return [];
  wanted.sort((a, b) => inOrder(a.request, b.request));
  const { chosen, full } = await choosePlaces(
    env,
    wanted.map(({ source, request }) => ({ ...request, source })),
  );
  const settled = chosen.map(({ source, ...request }): Wanted => ({ source, request })).sort((a, b) => inOrder(a.request, b.request));
  let missing = await insert(env, settled);
  if (missing.length > 0) {
    const requests = missing.map(({ request }) => request);
    if ((await clearLapsed(env, requests, hull(requests))) > 0) missing = await insert(env, missing);
  }
  const clashes = missing.length === 0 ? [] : await clashesOf(env, missing);
  for (const { source, ...request } of full) clashes.push(...(await standingFor(env, [request])).map((clash) => ({ ...clash, wanted: source })));
  return clashes;
}
