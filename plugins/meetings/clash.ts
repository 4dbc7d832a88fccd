import type { AtriumError, Env } from '#core';
import type { Clash } from '../calendar/contract.ts';
import { fault } from './faults.ts';

/** The error for taken resources: which rooms, virtual rooms and persons, and when. Subjects only where the caller may read them; guests get none of it. */
export async function clashError(env: Env<'meetings'>, clashes: readonly Clash[]): Promise<AtriumError> {
  if (env.caller.kind !== 'user') return fault('MEETING_CLASH');
  const ids = (kind: string): string[] => clashes.filter((clash) => clash.resource.kind === kind).map((clash) => clash.resource.id);
  const [rooms, virtualRooms, people, events] = [
    await env.model('meeting.room').pick({ id: { in: ids('room') } }, ['name']),
    await env.model('meeting.virtual_room').pick({ id: { in: ids('virtual_room') } }, ['name']),
    await env.service('base').people({ ids: ids('person') }),
    await env
      .asCaller()
      .model('meeting.event')
      .pick({ id: { in: clashes.filter(({ source }) => source.model === 'meeting.event').map(({ source }) => source.record) } }, ['subject']),
  ];
  const names = new Map([...rooms, ...virtualRooms, ...people].map(({ id, name }) => [id, name]));
  const subjects = new Map(events.map(({ id, subject }) => [id, subject]));
  const lines = clashes.map(({ resource, during, source }) => {
    const time = `${during.start.toISOString()} – ${during.end.toISOString()}`;
    const subject = subjects.get(source.record);
    return {
      resource: names.get(resource.id) ?? resource.kind,
      kind: resource.kind,
      start: during.start,
      end: during.end,
      ...(subject ? { subject } : {}),
      time,
    };
  });
  const named = [...new Set(lines.map((line) => (line.subject ? `${line.resource} (${line.subject})` : line.resource)))].join(', ');
  return fault('MEETING_CLASH', {
    detail: env.t('This time is taken: {names}.', { names: named }),
    extra: { clashes: lines.map(({ resource, kind, start, end, subject }) => ({ resource, kind, start, end, subject })) },
  });
}
