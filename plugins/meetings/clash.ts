import { type AtriumError, type Env, formatRange } from '#core';
import type { Clash } from '../calendar/contract.ts';
import { fault } from './faults.ts';

type Line = { resource: string; kind: string; start: Date; end: Date; subject: string | undefined; text: string };

/** What stands in the way, one line each, in the caller's zone: name, time, and the subject where the caller may read that meeting. Four statements however many. */
export async function clashWords(env: Env<'meetings'>, clashes: readonly Clash[]): Promise<Line[]> {
  const ids = (kind: string): string[] => [...new Set(clashes.filter((clash) => clash.resource.kind === kind).map((clash) => clash.resource.id))];
  const named = async (model: 'meeting.room' | 'meeting.virtual_room', kind: string): Promise<{ id: string; name: string }[]> =>
    ids(kind).length > 0 ? env.model(model).pick({ id: { in: ids(kind) } }, ['name']) : [];
  const [rooms, virtualRooms, people, events] = [
    await named('meeting.room', 'room'),
    await named('meeting.virtual_room', 'virtual_room'),
    ids('person').length > 0 ? await env.service('base').people({ ids: ids('person') }) : [],
    await env
      .asCaller()
      .model('meeting.event')
      .pick({ id: { in: clashes.filter(({ source }) => source.model === 'meeting.event').map(({ source }) => source.record) } }, ['subject']),
  ];
  const names = new Map([...rooms, ...virtualRooms, ...people].map(({ id, name }) => [id, name]));
  const subjects = new Map(events.map(({ id, subject }) => [id, subject]));
  const { timeZone } = env.preferences;
  const seen = new Set<string>();
  return clashes.flatMap(({ resource, during, source }) => {
    const key = `${resource.kind} ${resource.id} ${during.start.getTime()} ${source.record}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const subject = subjects.get(source.record);
    const name = names.get(resource.id) ?? env.t(resource.kind === 'person' ? 'Somebody' : resource.kind === 'room' ? 'A room' : 'A virtual room');
    const time = formatRange(during.start, during.end, timeZone, env.preferences);
    const text = subject === undefined ? env.t('{name}: {time}', { name, time }) : env.t('{name}: {time}, “{subject}”', { name, time, subject });
    return [{ resource: name, kind: resource.kind, start: during.start, end: during.end, subject, text }];
  });
}

/** The error for taken resources: every room, virtual room and person that is taken, and when. Guests get none of it. */
export async function clashError(env: Env<'meetings'>, clashes: readonly Clash[]): Promise<AtriumError> {
  if (env.caller.kind !== 'user') return fault('MEETING_CLASH');
  const lines = await clashWords(env, clashes);
  return fault('MEETING_CLASH', {
    detail: env.t('This time is taken: {names}.', { names: lines.map(({ text }) => text).join('; ') }),
    extra: { clashes: lines.map(({ resource, kind, start, end, subject }) => ({ resource, kind, start, end, ...(subject ? { subject } : {}) })) },
  });
}
