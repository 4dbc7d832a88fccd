import type { Env } from '#core';
import { fault } from '../faults.ts';
import type { BookedRoom } from './booked-rooms.ts';
import { whoseRights } from './whose-rights.ts';

/** May somebody of these groups book it? Whoever keeps the rooms may book all of them. */
export const bookable = ({ bookableBy }: Pick<BookedRoom, 'bookableBy'>, inGroup: (group: string) => boolean): boolean =>
  bookableBy.length === 0 || inGroup('meetings.manager') || inGroup('base.admin') || bookableBy.some(inGroup);

type Meeting = { host: string; asking?: string | undefined };

/** The groups of whoever's rights count; undefined: nobody's do. */
async function groupsOf(env: Env<'meetings'>, meeting: Meeting): Promise<((group: string) => boolean) | undefined> {
  if (env.caller.kind === 'user') {
    const own = env.asCaller();
    return (group) => own.inGroup(group);
  }
  const person = whoseRights(env, meeting);
  if (person === undefined) return undefined;
  const found = await env.service('base').personPrincipal({ person });
  return (group) => found?.principal.groups.has(group) ?? false;
}

/**
 * Rooms that are no longer in use are given to nobody, and others only to those who may book them. No statement where everybody may.
 * @throws MEETING_ROOM_NOT_YOURS, MEETING_ROOM_ARCHIVED; guests are not told which room it is
 */
export async function assertMayBook(env: Env<'meetings'>, rooms: readonly BookedRoom[], meeting: Meeting): Promise<void> {
  const told = env.caller.kind === 'user';
  const gone = rooms.find(({ active }) => !active);
  if (gone) {
    const message = told ? env.t('“{room}” is no longer in use. Choose another room.', { room: gone.name }) : undefined;
    throw fault('MEETING_ROOM_ARCHIVED', message === undefined ? {} : { detail: message, issues: [{ path: 'rooms', message }] });
  }
  if (rooms.every(({ bookableBy }) => bookableBy.length === 0)) return;
  const inGroup = await groupsOf(env, meeting);
  const closed = inGroup && rooms.find((room) => !bookable(room, inGroup));
  if (!closed) return;
  if (!told) throw fault('MEETING_ROOM_NOT_YOURS');
  const titles = new Map(env.catalog.groups().map(({ name, title }) => [name, title]));
  const groups = closed.bookableBy.map((name) => env.t((titles.get(name) ?? name) as 'Meeting manager')).join(', ');
  const message = env.t('“{room}” may only be booked by: {groups}. Choose another room.', { room: closed.name, groups });
  throw fault('MEETING_ROOM_NOT_YOURS', { detail: message, issues: [{ path: 'rooms', message }] });
}
