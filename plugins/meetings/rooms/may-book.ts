import type { Env } from '#core';
import { fault } from '../faults.ts';
import type { BookedRoom } from './booked-rooms.ts';

/** May somebody of these groups book it? Whoever keeps the rooms may book all of them. */
export const bookable = ({ bookableBy }: Pick<BookedRoom, 'bookableBy'>, inGroup: (group: string) => boolean): boolean =>
  bookableBy.length === 0 || inGroup('meetings.manager') || inGroup('base.admin') || bookableBy.some(inGroup);

/** Who asks: the person signed in, or for a guest the host of the meeting. Undefined: a plugin, which does what was decided before. One statement at most. */
async function groupsOf(env: Env<'meetings'>, host: string): Promise<((group: string) => boolean) | undefined> {
  const { caller } = env;
  if (caller.kind === 'user') {
    const own = env.asCaller();
    return (group) => own.inGroup(group);
  }
  if (caller.kind !== 'portal' && caller.kind !== 'anonymous') return undefined;
  const found = await env.service('base').personPrincipal({ person: host });
  return (group) => found?.principal.groups.has(group) ?? false;
}

/**
 * Rooms that are no longer in use are given to nobody, and others only to those who may book them. No statement where everybody may.
 * @throws MEETING_ROOM_NOT_YOURS, MEETING_ROOM_ARCHIVED; guests are not told which room it is
 */
export async function assertMayBook(env: Env<'meetings'>, rooms: readonly BookedRoom[], host: string): Promise<void> {
  const told = env.caller.kind === 'user';
  const gone = rooms.find(({ active }) => !active);
  if (gone) {
    const message = told ? env.t('“{room}” is no longer in use. Choose another room.', { room: gone.name }) : undefined;
    throw fault('MEETING_ROOM_ARCHIVED', message === undefined ? {} : { detail: message, issues: [{ path: 'rooms', message }] });
  }
  if (rooms.every(({ bookableBy }) => bookableBy.length === 0)) return;
  const inGroup = await groupsOf(env, host);
  const closed = inGroup && rooms.find((room) => !bookable(room, inGroup));
  if (!closed) return;
  if (!told) throw fault('MEETING_ROOM_NOT_YOURS');
  const titles = new Map(env.catalog.groups().map(({ name, title }) => [name, title]));
  const groups = closed.bookableBy.map((name) => env.t((titles.get(name) ?? name) as 'Meeting manager')).join(', ');
  const message = env.t('“{room}” may only be booked by: {groups}. Choose another room.', { room: closed.name, groups });
  throw fault('MEETING_ROOM_NOT_YOURS', { detail: message, issues: [{ path: 'rooms', message }] });
}
