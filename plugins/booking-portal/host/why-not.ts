import type { Env, TimeRange } from '#core';
import { hostsOf, personsOf } from '../hosts.ts';
import { type Link, openTimes, queryOf } from '../open-times.ts';
import { withPlace } from '../places/chosen-place.ts';

/** One thing that keeps a time from being offered. `href`: the meeting behind it, where the viewer may read it. */
export type Obstacle = { why: string; whose: string; during?: TimeRange; href?: string };

/** Why guests are not offered this start; empty: they are. */
export async function whyNot(env: Env<'booking-portal'>, given: Link, start: Date): Promise<Obstacle[]> {
  const plugin = env.asPlugin();
  const link = await withPlace(plugin, given, undefined);
  const range = { from: start, to: new Date(start.getTime() + link.durationMin * 60_000), viewerTimeZone: link.timeZone };
  if ((await openTimes(plugin, link, range)).some((open) => open.getTime() === start.getTime())) return [];
  const persons = personsOf(await hostsOf(env, link));
  const reasons = await plugin.service('calendar').explain(await queryOf(plugin, link, range, persons));
  const names = new Map((await plugin.service('base').people({ ids: persons })).map(({ id, name }) => [id, name]));
  const meetings = [...new Set(reasons.flatMap(({ source }) => (source?.model === 'meeting.event' ? [source.record] : [])))];
  const readable = new Set(meetings.length === 0 ? [] : (await env.model('meeting.event').pick({ id: { in: meetings } }, ['id'])).map(({ id }) => id));
  const words = {
    'outside-availability': env.t('Outside the opening hours'),
    conflict: env.t('Taken'),
    buffer: env.t('Pause before or after something taken'),
    notice: env.t('Too soon: within the notice'),
    window: env.t('Too far ahead'),
  };
  const kinds: Readonly<Record<string, string>> = { room: env.t('The room'), virtual_room: env.t('The virtual room') };
  const obstacles = reasons.map(
    ({ reason, resource, during, source }): Obstacle => ({
      why: words[reason],
      whose: resource ? (names.get(resource.id) ?? kinds[resource.kind] ?? '–') : env.t('The link'),
      during,
      ...(source && readable.has(source.record) ? { href: `/app/meeting.event/${source.record}` } : {}),
    }),
  );
  if (obstacles.length > 0) return obstacles;
  return [{ why: env.t('No start of the link: off its steps, outside its days, or over one of its limits'), whose: env.t('The link') }];
}
