import { type AtriumError, type Env, formatRange } from '#core';
import type { Clash } from '../calendar/contract.ts';
import { POOL_HOST } from './claims-of.ts';
import { fault } from './faults.ts';

/** `around`: what a room needs before and after, where it needs that. */
type Line = { resource: string; kind: string; start: Date; end: Date; subject: string | undefined; around: string | undefined; text: string };

/** What stands in the way, one line each, in the caller's zone: name, time, and the subject where the caller may read that meeting. Four statements however many. */
export async function clashWords(env: Env<'meetings'>, clashes: readonly Clash[]): Promise<Line[]> {
  const ids = (kind: string): string[] => [...new Set(clashes.filter((clash) => clash.resource.kind === kind).map((clash) => clash.resource.id))];
  const virtual = [...ids('virtual_room'), ...ids(POOL_HOST)];
  const [rooms, virtualRooms, people, events] = [
    ids('room').length > 0 ? await env.model('meeting.room').pick({ id: { in: ids('room') } }, ['name', 'setUpMin', 'cleanUpMin']) : [],
    virtual.length > 0 ? await env.model('meeting.virtual_room').pick({ id: { in: virtual } }, ['name']) : [],
    ids('person').length > 0 ? await env.service('base').people({ ids: ids('person') }) : [],
    await env
      .asCaller()
      .model('meeting.event')
      .pick({ id: { in: clashes.filter(({ source }) => source.model === 'meeting.event').map(({ source }) => source.record) } }, ['subject']),
  ];
  const names = new Map([...rooms, ...virtualRooms, ...people].map(({ id, name }) => [id, name]));
  const subjects = new Map(events.map(({ id, subject }) => [id, subject]));
  const prepared = new Map(rooms.filter(({ setUpMin, cleanUpMin }) => setUpMin + cleanUpMin > 0).map((room) => [room.id, room]));
  const { timeZone } = env.preferences;
  const seen = new Set<string>();
  return clashes.flatMap(({ resource, during, source }) => {
    const key = `${resource.kind} ${resource.id} ${during.start.getTime()} ${source.record}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const subject = subjects.get(source.record);
    const name = names.get(resource.id) ?? env.t(resource.kind === 'person' ? 'Somebody' : resource.kind === 'room' ? 'A room' : 'A virtual room');
    const time = formatRange(during.start, during.end, timeZone, env.preferences);
    const place = resource.kind === POOL_HOST ? env.t('{name}, its hosts', { name }) : name;
    const words = subject === undefined ? env.t('{name}: {time}', { name: place, time }) : env.t('{name}: {time}, “{subject}”', { name: place, time, subject });
    const needs = prepared.get(resource.id);
    const text = needs
      ? env.t('{words} (with {before} min set-up and {after} min clean-up)', { words, before: needs.setUpMin, after: needs.cleanUpMin })
      : words;
    const around = needs && env.t('{before} min set-up, {after} min clean-up', { before: needs.setUpMin, after: needs.cleanUpMin });
    return [{ resource: place, kind: resource.kind, start: during.start, end: during.end, subject, around, text }];
  });
}

/** The error for taken resources: every room, virtual room and person that is taken, and when. Guests get none of it. */
export async function clashError(env: Env<'meetings'>, clashes: readonly Clash[]): Promise<AtriumError> {
  if (env.caller.kind !== 'user') return fault('MEETING_CLASH');
  const lines = await clashWords(env, clashes);
  return fault('MEETING_CLASH', {
    detail: env.t('This time is taken: {names}.', { names: lines.map(({ text }) => text).join('; ') }),
    extra: {
      clashes: lines.map(({ resource, kind, start, end, subject, around }) => ({
        resource,
        kind,
        start,
        end,
        ...(subject ? { subject } : {}),
        ...(around ? { around } : {}),
      })),
    },
  });
}
