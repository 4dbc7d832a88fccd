import type { Env, TimeRange } from '#core';
import type { AvailabilityQuery, Resource, SlotRule } from './contract.ts';
import { fullSpans, nameOf, needsOf, type Taken, takenBy } from './needs.ts';
import { type OpenHours, openHours } from './open-hours.ts';
import { intersect, type Span, subtract } from './ranges.ts';
import { type ReadClaim, readBusy, readClaims } from './read-claims.ts';
import { type Busy, blockedBy, margin, slotStarts } from './slots.ts';

const toRange = ([start, end]: Span): TimeRange => ({ start: new Date(start), end: new Date(end) });

export const spanOf = ({ start, end }: TimeRange): Span => [start.getTime(), end.getTime()];

export const busyOf = ({ during, bufferBefore, bufferAfter }: Pick<ReadClaim, 'during' | 'bufferBefore' | 'bufferAfter'>): Busy => ({
  during: spanOf(during),
  bufferBefore,
  bufferAfter,
});

/** The rule with what the service takes for granted: starts stay where they are when something is taken. */
export const settled = (rule: SlotRule): SlotRule => ({ busyKeepsGrid: true, ...rule });

/** In UTC, where the question brings no hours of its own, long openings are cut on the viewer's calendar. */
const gridZone = (query: AvailabilityQuery): string => query.schedule?.timeZone ?? query.viewerTimeZone;

/** What is taken of these resources in that stretch, in one query; which resource it is does not matter where none asks for more than hours. */
async function readTaken(env: Env<'calendar'>, query: Omit<AvailabilityQuery, 'rule'>, hours: readonly OpenHours[], during: TimeRange): Promise<Taken> {
  const needs = needsOf(hours);
  if (needs.size > 0) return takenBy(await readClaims(env, query.resources, during, query.ignore), needs);
  return { busy: (await readBusy(env, query.resources, during, query.ignore)).map(busyOf), shared: [] };
}

/** Is there a seat of every shared resource that is free throughout? */
function hasSeats(shared: Taken['shared'], rule: SlotRule, start: number): boolean {
  const end = start + rule.durationMin * 60_000;
  return shared.every((seats) =>
    seats.some((taken) =>
      taken.every((one) => {
        const [from, to] = blockedBy(one, rule);
        return end <= from || to <= start;
      }),
    ),
  );
}

function startsIn(env: Env<'calendar'>, query: AvailabilityQuery, rule: SlotRule, open: readonly Span[], { busy, shared }: Taken): Date[] {
  const [from, to] = [query.from.getTime(), query.to.getTime()];
  const { viewerTimeZone } = query;
  const starts = slotStarts({ open, busy, rule, now: env.now().getTime(), viewerTimeZone, gridTimeZone: gridZone(query), from, to });
  return (shared.length === 0 ? starts : starts.filter((at) => hasSeats(shared, rule, at))).map((at) => new Date(at));
}

/** A claim's own buffer and the rule's reach a day each; a grid that begins anew depends on what lies before. */
const around = ({ from, to }: AvailabilityQuery, rule: SlotRule): TimeRange => {
  const reach = rule.busyKeepsGrid ? margin : 2 * margin;
  return { start: new Date(from.getTime() - reach), end: new Date(to.getTime() + reach) };
};

/** Starts that can be booked now, ascending: hours of all, one query for the claims of all, then computing. */
export async function slots(env: Env<'calendar'>, query: AvailabilityQuery): Promise<Date[]> {
  const [from, to] = [query.from.getTime(), query.to.getTime()];
  if (!(from < to)) return [];
  const rule = settled(query.rule);
  const hours = await openHours(env, query, from - margin, to + margin);
  const open = intersect(hours.map(({ spans }) => spans));
  if (open.length === 0) return [];
  return startsIn(env, query, rule, open, await readTaken(env, query, hours, around(query, rule)));
}

/** See `CalendarService.startsOfEach`. One query for the claims of all, however many there are to choose from. */
export async function startsOfEach(
  env: Env<'calendar'>,
  { any, ...query }: AvailabilityQuery & { any: readonly Resource[] },
): Promise<ReadonlyMap<string, Date[]>> {
  const [from, to] = [query.from.getTime(), query.to.getTime()];
  if (!(from < to) || any.length === 0) return new Map();
  const rule = settled(query.rule);
  const all = await openHours(env, { ...query, resources: [...query.resources, ...any] }, from - margin, to + margin);
  const choice = new Set(any.map(nameOf));
  const common = all.filter(({ resource }) => !resource || !choice.has(nameOf(resource)));
  if (common.some(({ spans }) => spans.length === 0)) return new Map();
  const claims = await readClaims(env, [...query.resources, ...any], around(query, rule), query.ignore);
  const byResource = new Map<string, ReadClaim[]>();
  for (const claim of claims) {
    const list = byResource.get(nameOf(claim.resource));
    if (list) list.push(claim);
    else byResource.set(nameOf(claim.resource), [claim]);
  }
  const needs = needsOf(all);
  const shared = query.resources.flatMap((resource) => byResource.get(nameOf(resource)) ?? []);
  const found = new Map<string, Date[]>();
  for (const hours of all) {
    const { resource } = hours;
    if (!resource || !choice.has(nameOf(resource)) || hours.spans.length === 0) continue;
    const open = intersect([...common, hours].map(({ spans }) => spans));
    if (open.length === 0) continue;
    const starts = startsIn(env, query, rule, open, takenBy([...shared, ...(byResource.get(nameOf(resource)) ?? [])], needs));
    if (starts.length > 0) found.set(resource.id, starts);
  }
  return found;
}

/** Stretches of [from, to) in which all are open and nothing is taken; buffers, notice and window belong to a rule and are left out. */
export async function availability(env: Env<'calendar'>, query: Omit<AvailabilityQuery, 'rule'>): Promise<TimeRange[]> {
  const [from, to] = [query.from.getTime(), query.to.getTime()];
  if (!(from < to)) return [];
  const hours = await openHours(env, query, from, to);
  const open = intersect(hours.map(({ spans }) => spans));
  const reach = needsOf(hours).size > 0 ? margin : 0;
  const { busy, shared } = await readTaken(env, query, hours, { start: new Date(from - reach), end: new Date(to + reach) });
  return subtract(open, [...busy.map(({ during }) => during), ...shared.flatMap(fullSpans)]).map(toRange);
}
