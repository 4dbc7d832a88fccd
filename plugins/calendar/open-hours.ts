import type { Env } from '#core';
import type { AvailabilityQuery, Resource, ResourceNeeds, ScheduleOf } from './contract.ts';
import type { Span } from './ranges.ts';
import { scheduleRanges } from './schedule-ranges.ts';

/** Where one party is open, and what it needs besides; `resource` is left out for the asker's own hours. */
export type OpenHours = { resource?: Resource; spans: readonly Span[]; needs?: ResourceNeeds };

const spansOf = ({ timeZone, schedule }: ScheduleOf, from: number, to: number): readonly Span[] => scheduleRanges(schedule, timeZone, from, to);

/**
 * The hours of every resource and of the question itself in [from, to) (epoch milliseconds). Kinds ask the plugin that keeps their hours, each once; a kind that
 * nobody keeps is open always, a resource that its keeper does not know never.
 */
export async function openHours(
  env: Env<'calendar'>,
  { resources, schedule }: Pick<AvailabilityQuery, 'resources' | 'schedule'>,
  from: number,
  to: number,
): Promise<OpenHours[]> {
  const always: readonly Span[] = [[from, to]];
  const hours: OpenHours[] = schedule ? [{ spans: spansOf(schedule, from, to) }] : [];
  const keepers = env.implementations('calendar.resource-schedule');
  for (const kind of new Set(resources.map((resource) => resource.kind))) {
    const ids = [...new Set(resources.filter((resource) => resource.kind === kind).map(({ id }) => id))];
    const kept = await keepers.get(kind)?.schedules(env.implementer('calendar.resource-schedule', kind), ids);
    for (const id of ids) {
      const own = kept ? kept.get(id) : null;
      const spans = own === undefined ? [] : own === null || own.schedule === null ? always : spansOf(own, from, to);
      hours.push({ resource: { kind, id }, spans, ...(own ? { needs: own } : {}) });
    }
  }
  return hours;
}
