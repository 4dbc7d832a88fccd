import type { Env } from '#core';
import { type Changed, seriesStands } from '../contract.ts';
import { fault } from '../faults.ts';
import { roomsToAsk } from '../rooms/ask-managers.ts';
import { roomsFor } from '../rooms/booked-rooms.ts';
import { assertMayBook } from '../rooms/may-book.ts';
import { notHeld } from '../rooms/not-held.ts';
import { endDates } from './end-dates.ts';
import { changeSeries, lockSeries } from './lock-series.ts';
import { settleDates, writerOf } from './make-series.ts';
import { askForDates } from './series-rooms.ts';
import { takeDates } from './take-dates.ts';

/** Who must be there and which rooms, by date; two statements. */
export async function needsOf(env: Env<'meetings'>, ids: readonly string[]): Promise<(id: string) => { rooms: string[]; required: string[] }> {
  const rooms = await env.model('meeting.event_room').pick({ event: { in: [...ids] } }, ['event', 'room']);
  const people = await env.model('meeting.attendee').pick({ event: { in: [...ids] }, role: 'required', person: { ne: null } }, ['event', 'person']);
  const byEvent = new Map(ids.map((id) => [id, { rooms: [] as string[], required: [] as string[] }]));
  for (const { event, room } of rooms) byEvent.get(event)?.rooms.push(room);
  for (const { event, person } of people) if (person) byEvent.get(event)?.required.push(person);
  return (id) => byEvent.get(id) ?? { rooms: [], required: [] };
}

/**
 * See `MeetingsService.confirmSeries`. All or nothing: a date that is taken and not left out undoes everything. Where a room manager must approve, all dates stay drafts, their
 * time is held, and the managers are asked for all of them at once.
 */
export function confirmSeries(env: Env<'meetings'>, { id, version, skip = [] }: { id: string; version: number; skip?: readonly string[] }): Promise<Changed> {
  return env.tx(async () => {
    const series = await lockSeries(env, id, version, 'confirm');
    const now = env.now();
    const drafts = (await env.model('meeting.event').lock({ series: id, state: 'draft' })).filter(({ end }) => end > now);
    const out = new Set(skip);
    const left = drafts.filter(({ recurrence }) => recurrence !== null && out.has(recurrence));
    const taken = drafts.filter((date) => !left.includes(date));
    if (taken.length === 0) throw fault('MEETING_STATE', { detail: env.t('There is no date left to confirm.') });
    const ids = taken.map((date) => date.id);
    const needs = await needsOf(env, ids);
    const dates = taken.map((date) => ({ ...date, recurrence: date.recurrence ?? '', ...needs(date.id) }));
    const rooms = await roomsFor(
      env,
      dates.flatMap((date) => date.rooms),
    );
    const [first] = dates;
    if (first && env.caller.kind === 'user') await assertMayBook(env, await notHeld(env, dates, rooms), first);
    const toAsk = first ? await roomsToAsk(env, { ...first, id: null }, rooms) : [];
    if (toAsk.length > 0) {
      const { version: now } = await changeSeries(env, series, {}, 'confirm');
      await endDates(env, id, left, env.t('Left out: this time was taken.'));
      return { version: now, waiting: await askForDates(env, series, dates, toAsk) };
    }
    const changed = await changeSeries(env, series, { state: 'confirmed' }, 'confirm');
    await takeDates(env, dates, ids, { given: true });
    const confirmed = await writerOf(env)
      .model('meeting.event')
      .updateEach(taken.map((date) => ({ id: date.id, state: 'confirmed' as const, version: date.version + 1 })));
    await endDates(env, id, left, env.t('Left out: this time was taken.'));
    await settleDates(env, id, confirmed);
    await env.emit(seriesStands, { series: id, kind: series.state === 'confirmed' ? 'update' : 'invitation', removed: [] });
    return { version: changed.version };
  });
}
