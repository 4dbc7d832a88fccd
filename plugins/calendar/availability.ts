import type { Env, TimeRange } from '#core';
import type { AvailabilityQuery, SlotRule } from './contract.ts';
import { openHours } from './open-hours.ts';
import { intersect, type Span, subtract } from './ranges.ts';
import { type ReadClaim, readBusy } from './read-claims.ts';
import { type Busy, margin, slotStarts } from './slots.ts';

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

/** Starts that can be booked now, ascending: hours of all, one query for the claims of all, then computing. */
export async function slots(env: Env<'calendar'>, query: AvailabilityQuery): Promise<Date[]> {
  const [from, to] = [query.from.getTime(), query.to.getTime()];
  if (!(from < to)) return [];
  const rule = settled(query.rule);
  const hours = await openHours(env, query, from - margin, to + margin);
  const open = intersect(hours.map(({ spans }) => spans));
  if (open.length === 0) return [];
  // A claim's own buffer and the rule's reach a day each; a grid that begins anew depends on what lies before.
  const reach = rule.busyKeepsGrid ? margin : 2 * margin;
  const claims = await readBusy(env, query.resources, { start: new Date(from - reach), end: new Date(to + reach) }, query.ignore);
  const starts = slotStarts({
    open,
    busy: claims.map(busyOf),
    rule,
    now: env.now().getTime(),
    viewerTimeZone: query.viewerTimeZone,
    gridTimeZone: gridZone(query),
    from,
    to,
  });
  return starts.map((at) => new Date(at));
}

/** Stretches of [from, to) in which all are open and nothing is taken; buffers, notice and window belong to a rule and are left out. */
export async function availability(env: Env<'calendar'>, query: Omit<AvailabilityQuery, 'rule'>): Promise<TimeRange[]> {
  const [from, to] = [query.from.getTime(), query.to.getTime()];
  if (!(from < to)) return [];
  const hours = await openHours(env, query, from, to);
  const open = intersect(hours.map(({ spans }) => spans));
  const claims = await readBusy(env, query.resources, { start: query.from, end: query.to }, query.ignore);
  return subtract(
    open,
    claims.map(({ during }) => spanOf(during)),
  ).map(toRange);
}
