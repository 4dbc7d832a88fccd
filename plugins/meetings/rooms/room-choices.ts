import type { Env } from '#core';
import type { PlanForm } from '../plan-form.ts';
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

/** Where a room for the time and people of this form is found. */
export function findAddress({ start, end, timeZone, required, optional }: PlanForm): string {
  const minutes = Math.round((Date.parse(`${end}Z`) - Date.parse(`${start}Z`)) / 60_000);
  const query = new URLSearchParams({ tz: timeZone, day: start.slice(0, 10), time: start.slice(11, 16), count: String(1 + required.length + optional.length) });
  if (minutes >= 5 && minutes <= 1_440) query.set('minutes', String(minutes));
  for (const person of required) query.append('with', person);
  return `/app/rooms/find?${query}`;
}
