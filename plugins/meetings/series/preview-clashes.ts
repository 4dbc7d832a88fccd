import { type Env, instantOf, isZone } from '#core';
import { roomsFor } from '../rooms/booked-rooms.ts';
import type { Occurrence } from './expand-rule.ts';

type Wanted = { host: string; rooms: readonly string[]; required: readonly string[] };

/** Who or what is taken on which of these dates, by start; the dates of `series` itself are in nobody's way. What takes them is not told. Five statements however many dates. */
export async function previewClashes(
  env: Env<'meetings'>,
  dates: readonly Occurrence[],
  minutes: number,
  { host, rooms: roomIds, required }: Wanted,
  own: { series: string | null; meeting: string | undefined },
): Promise<ReadonlyMap<number, string[]>> {
  const found = new Map<number, string[]>();
  const [first, last] = [dates[0], dates.at(-1)];
  if (!first || !last) return found;
  const rooms = await roomsFor(env.asPlugin(), roomIds);
  const people = await env.service('base').people({ ids: [...new Set([host, ...required])].filter(Boolean) });
  const around = new Map(rooms.map(({ id, setUpMin, cleanUpMin }) => [id, { before: setUpMin * 60_000, after: cleanUpMin * 60_000 }]));
  const names = new Map([...rooms, ...people].map(({ id, name }) => [id, name]));
  const busy = await env
    .asPlugin()
    .service('calendar')
    .busy({
      resources: [...rooms.map(({ id }) => ({ kind: 'room', id })), ...people.map(({ id }) => ({ kind: 'person', id }))],
      from: new Date(first.start.getTime() - 86_400_000),
      to: new Date(last.start.getTime() + minutes * 60_000 + 86_400_000),
    });
  const siblings = own.series ? await env.asPlugin().model('meeting.event').pick({ series: own.series }, []) : [];
  const mine = new Set([...siblings.map(({ id }) => id), ...(own.meeting ? [own.meeting] : [])]);
  const others = busy.filter(({ source }) => !source || !mine.has(source.record));
  for (const { start } of dates) {
    const [from, to] = [start.getTime(), start.getTime() + minutes * 60_000];
    const taken = others.filter(({ resource, during }) => {
      const { before = 0, after = 0 } = around.get(resource.id) ?? {};
      return during.start.getTime() < to + after && during.end.getTime() > from - before;
    });
    if (taken.length > 0) found.set(from, [...new Set(taken.map(({ resource }) => names.get(resource.id) ?? ''))]);
  }
  return found;
}

/** How long a meeting of the form is; undefined while its times make no sense. */
export function minutesOf({ start, end, timeZone }: { start: string; end: string; timeZone: string }): number | undefined {
  const [from, to] = isZone(timeZone) ? [instantOf(start, timeZone), instantOf(end, timeZone)] : [];
  return from && to && to > from ? Math.round((to.getTime() - from.getTime()) / 60_000) : undefined;
}
