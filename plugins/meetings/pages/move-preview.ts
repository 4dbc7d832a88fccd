import { type Env, formatRange } from '#core';
import type { Resource } from '../../calendar/contract.ts';
import { viewerOf } from './viewer.ts';

/** One thing in the way; the subject only where the viewer may read the meeting. */
export type InTheWay = { resource: string; start: Date; end: Date; subject: string | null };

/**
 * What a meeting at that time would run into, before anything is saved: its host, rooms, virtual room and required people, or for a meeting that is not there yet
 * the viewer and the rooms named. Eight statements at most.
 */
export async function inTheWay(
  env: Env<'meetings'>,
  { meeting, rooms, start, end }: { meeting?: string; rooms: readonly string[]; start: Date; end: Date },
): Promise<InTheWay[]> {
  const resources: Resource[] = [];
  if (meeting === undefined) {
    resources.push({ kind: 'person', id: viewerOf(env) }, ...rooms.map((id) => ({ kind: 'room', id })));
  } else {
    const event = await env.model('meeting.event').get(meeting);
    const taken = await env.model('meeting.event_room').pick({ event: meeting }, ['room']);
    const required = await env
      .model('meeting.attendee')
      .pick({ event: meeting, role: 'required', person: { ne: null }, partstat: { ne: 'DECLINED' } }, ['person']);
    const persons = new Set([event.host, ...required.flatMap(({ person }) => person ?? [])]);
    resources.push(
      ...[...persons].map((id) => ({ kind: 'person', id })),
      ...taken.map(({ room }) => ({ kind: 'room', id: room })),
      ...(event.virtualRoom ? [{ kind: 'virtual_room', id: event.virtualRoom }] : []),
    );
  }
  const busy = await env
    .asPlugin()
    .service('calendar')
    .busy({ resources, from: start, to: end, ...(meeting ? { ignore: { model: 'meeting.event', record: meeting } } : {}) });
  if (busy.length === 0) return [];
  const ids = (kind: string): string[] => [...new Set(busy.flatMap(({ resource }) => (resource.kind === kind ? [resource.id] : [])))];
  const named = [
    ...(await env.model('meeting.room').pick({ id: { in: ids('room') } }, ['name'])),
    ...(await env.model('meeting.virtual_room').pick({ id: { in: ids('virtual_room') } }, ['name'])),
    ...(await env.service('base').people({ ids: ids('person') })),
  ];
  const names = new Map(named.map(({ id, name }) => [id, name]));
  const sources = [...new Set(busy.flatMap(({ source }) => (source?.model === 'meeting.event' ? [source.record] : [])))];
  const readable = await env.model('meeting.event').pick({ id: { in: sources } }, ['subject']);
  const subjects = new Map(readable.map(({ id, subject }) => [id, subject]));
  return busy.map(({ resource, during, source }) => ({
    resource: names.get(resource.id) ?? env.t('Busy'),
    start: during.start,
    end: during.end,
    subject: (source && subjects.get(source.record)) ?? null,
  }));
}

/** `Linden: Mon, Jan 4, 2027, 09:00 – 10:00 (Review)` in the viewer's zone. */
export const lineOf = (env: Env, { resource, start, end, subject }: InTheWay): string =>
  `${resource}: ${formatRange(start, end, env.preferences.timeZone, env.preferences)}${subject === null ? '' : ` (${subject})`}`;
