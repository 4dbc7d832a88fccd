import type { Env } from '#core';
import { settled, spanOf } from './availability.ts';
import type { AvailabilityQuery, CalendarService } from './contract.ts';
import { fullSpans, nameOf, needsOf, takenBy } from './needs.ts';
import { openHours } from './open-hours.ts';
import { clip, type Span, subtract } from './ranges.ts';
import { readClaims } from './read-claims.ts';
import { blockedBy, margin, noticeEnd, windowEnd } from './slots.ts';

type Reason = Awaited<ReturnType<CalendarService['explain']>>[number];

/** Why not: every stretch of [from, to) that cannot be booked, by party and cause, in the order of time. One stretch may have several causes. */
export async function explain(env: Env<'calendar'>, query: AvailabilityQuery): Promise<Reason[]> {
  const [from, to] = [query.from.getTime(), query.to.getTime()];
  if (!(from < to)) return [];
  const rule = settled(query.rule);
  const now = env.now().getTime();
  const asked: readonly Span[] = [[from, to]];
  const reasons: Reason[] = [];
  const add = (spans: readonly Span[], rest: Omit<Reason, 'during'>): void => {
    for (const [start, end] of clip(spans, from, to)) reasons.push({ during: { start: new Date(start), end: new Date(end) }, ...rest });
  };

  add([[from, noticeEnd(rule, now)]], { reason: 'notice' });
  add([[windowEnd(rule, now, query.viewerTimeZone), to]], { reason: 'window' });
  const hours = await openHours(env, query, from, to);
  for (const { resource, spans } of hours) {
    add(subtract(asked, spans), { reason: 'outside-availability', ...(resource ? { resource } : {}) });
  }
  const around = { start: new Date(from - margin), end: new Date(to + margin) };
  const needs = needsOf(hours);
  const claims = await readClaims(env, query.resources, around, query.ignore);
  for (const claim of claims) {
    const own = needs.get(nameOf(claim.resource)) ?? {};
    if ((own.seats ?? 1) > 1) continue;
    const taken = spanOf(claim.during);
    const { resource, source } = claim;
    add([taken], { reason: 'conflict', resource, source });
    for (const one of takenBy([claim], needs).busy) add(subtract([blockedBy(one, rule)], [taken]), { reason: 'buffer', resource, source });
  }
  for (const { resource } of hours) {
    if (!resource || (needs.get(nameOf(resource))?.seats ?? 1) <= 1) continue;
    const of = claims.filter((claim) => nameOf(claim.resource) === nameOf(resource));
    for (const seats of takenBy(of, new Map([[nameOf(resource), needs.get(nameOf(resource)) ?? {}]])).shared)
      add(fullSpans(seats), { reason: 'conflict', resource });
  }
  return reasons.sort((a, b) => a.during.start.getTime() - b.during.start.getTime() || a.during.end.getTime() - b.during.end.getTime());
}
