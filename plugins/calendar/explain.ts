import type { Env } from '#core';
import { busyOf, settled, spanOf } from './availability.ts';
import type { AvailabilityQuery, CalendarService } from './contract.ts';
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
  for (const { resource, spans } of await openHours(env, query, from, to)) {
    add(subtract(asked, spans), { reason: 'outside-availability', ...(resource ? { resource } : {}) });
  }
  const around = { start: new Date(from - margin), end: new Date(to + margin) };
  for (const claim of await readClaims(env, query.resources, around, query.ignore)) {
    const taken = spanOf(claim.during);
    const { resource, source } = claim;
    add([taken], { reason: 'conflict', resource, source });
    add(subtract([blockedBy(busyOf(claim), rule)], [taken]), { reason: 'buffer', resource, source });
  }
  return reasons.sort((a, b) => a.during.start.getTime() - b.during.start.getTime() || a.during.end.getTime() - b.during.end.getTime());
}
