import { timingSafeEqual } from 'node:crypto';
import { type Env, fail } from '#core';
import { fault } from '../faults.ts';
import { checkInMark, EARLY_MS } from './door-address.ts';

const sameMark = (a: string, b: string): boolean => Buffer.byteLength(a) === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

export type CheckIn = { take: string; room: string; timeZone: string; start: Date; end: Date; checkedIn: boolean; open: boolean };

/** What a code at the door stands for. @throws NOT_FOUND for a code that is not ours, or of a meeting that has moved */
export async function checkInOf(env: Env<'meetings'>, { take, mark }: { take: string; mark: string }): Promise<CheckIn> {
  const own = env.asPlugin();
  const [found] = await own.model('meeting.event_room').find({ id: take });
  const [event] = found ? await own.model('meeting.event').pick({ id: found.event, state: 'confirmed' }, ['start', 'end']) : [];
  if (!found || !event || !sameMark(mark, checkInMark(env, { id: take, start: event.start }))) throw fail('NOT_FOUND');
  const { name, timeZone } = await own.model('meeting.room').get(found.room);
  const now = env.now().getTime();
  const checkedIn = found.checkedInAt !== null && found.checkedInAt.getTime() >= event.start.getTime() - EARLY_MS;
  const released = found.releasedAt !== null && found.releasedAt >= event.start;
  return {
    take,
    room: name,
    timeZone,
    start: event.start,
    end: event.end,
    checkedIn,
    open: !released && event.start.getTime() - EARLY_MS <= now && now < event.end.getTime(),
  };
}

/** Somebody is there: the room is kept. Twice is as good as once. @throws NOT_FOUND, MEETING_STATE outside the time */
export async function checkIn(env: Env<'meetings'>, code: { take: string; mark: string }): Promise<CheckIn> {
  const found = await checkInOf(env, code);
  if (found.checkedIn) return found;
  if (!found.open) throw fault('MEETING_STATE', { detail: env.t('Check-in opens 15 minutes before the start and ends with the meeting.') });
  await env.asPlugin().model('meeting.event_room').update(code.take, { checkedInAt: env.now() });
  return { ...found, checkedIn: true };
}
