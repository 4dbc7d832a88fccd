import type { Env } from '#core';
import { bookable } from './may-book.ts';

/** Rooms on a form. */
const MOST = 500;

/** Rooms that the viewer may book, with what chooses between them; those that are chosen already stay. One statement. */
export async function roomChoices(env: Env<'meetings'>, chosen: readonly string[]): Promise<{ id: string; name: string }[]> {
  const rooms = await env
    .model('meeting.room')
    .pick({ active: true }, ['name', 'site', 'capacity', 'approval', 'bookableBy'], { order: ['name'], limit: MOST });
  return rooms
    .filter((room) => chosen.includes(room.id) || bookable(room, (group) => env.inGroup(group)))
    .map(({ id, name, site, capacity, approval }) => ({
      id,
      name: [name, [site, env.t('{count} seats', { count: capacity }), ...(approval ? [env.t('with approval')] : [])].filter(Boolean).join(', ')].join(' – '),
    }));
}
