import { AtriumError, type Env, type Row } from '#core';
import { type Changed, type SeriesScope, seriesStands } from '../contract.ts';
import { fault } from '../faults.ts';
import { notYours } from '../may-change.ts';
import { nextHost } from '../next-host.ts';
import { refreshManyActivities } from '../refresh-activities.ts';
import { changeSeries, lockDates } from './lock-series.ts';
import { writerOf } from './make-series.ts';
import { splitSeries } from './split-series.ts';
import { moveLinks } from './start-links.ts';
import { swapHost } from './swap-host.ts';
import { takeDates } from './take-dates.ts';

type Meeting = Row<'meetings', 'meeting.event'>;
type Order = {
  /** The date from which it is asked. */
  id: string;
  version: number;
  host: string;
  stay: boolean;
  scope: SeriesScope;
  /** Dates by the rule that stay with the former host, as dates changed by hand. */
  skip?: readonly string[];
};

/** Raises the version of each date as the caller, so that the record rules decide who may. @throws MEETING_NOT_YOURS */
async function touch(env: Env<'meetings'>, dates: readonly Meeting[], sequence: number): Promise<void> {
  const rows = dates.map((date) => ({
    id: date.id,
    version: date.version + 1,
    sequence: date.state === 'confirmed' ? Math.max(date.sequence + 1, sequence) : date.sequence,
  }));
  try {
    if ((await writerOf(env).model('meeting.event').updateEach(rows)).length === dates.length) return;
  } catch (error) {
    if (!(error instanceof AtriumError) || error.code !== 'ACCESS_DENIED') throw error;
  }
  throw notYours(env, 'hand over');
}

/** What these dates take, with the new host in place of the former. Who has declined keeps the own time. Drafts that wait for a room keep until when they are held. */
async function takeWithHost(env: Env<'meetings'>, dates: readonly Meeting[], host: string): Promise<void> {
  const event = { in: dates.map(({ id }) => id) };
  const rooms = Map.groupBy(await env.model('meeting.event_room').pick({ event }, ['event', 'room']), (one) => one.event);
  const people = Map.groupBy(
    await env.model('meeting.attendee').pick({ event, role: 'required', person: { ne: null }, partstat: { ne: 'DECLINED' } }, ['event', 'person']),
    (one) => one.event,
  );
  const drafts = dates.filter(({ state }) => state === 'draft').map(({ id }) => id);
  const held =
    drafts.length === 0 ? [] : await env.model('calendar.claim').pick({ sourceModel: 'meeting.event', source: { in: drafts } }, ['source', 'expiresAt']);
  const until = new Map(held.flatMap(({ source, expiresAt }) => (expiresAt ? [[source, expiresAt.getTime()] as const] : [])));
  const taking = dates.filter(({ id, state }) => state === 'confirmed' || until.has(id));
  for (const [expires, group] of Map.groupBy(taking, ({ id }) => until.get(id)))
    await takeDates(
      env,
      group.map((date) => ({
        ...date,
        host,
        recurrence: date.recurrence ?? '',
        rooms: (rooms.get(date.id) ?? []).map(({ room }) => room),
        required: (people.get(date.id) ?? []).flatMap(({ person }) => person ?? []),
      })),
      group.map(({ id }) => id),
      { given: true, ...(expires === undefined ? {} : { expiresAt: new Date(expires) }) },
    );
}

/**
 * Another host for a date and those after it, which become a series of their own, or for all dates to come and the series with them. That is no change by hand: later changes
 * of the series reach these dates, and those that come with time have the new host. Dates that somebody else hosts already stay so. As many statements for fifty dates as for two.
 */
export function handOverSeries(env: Env<'meetings'>, { id, version, host, stay, scope, skip = [] }: Order): Promise<Changed> {
  return env.tx(async () => {
    const { meeting, series: old, dates: live, cutFrom, before } = await lockDates(env, { id, version, scope, deed: 'hand over' });
    const out = new Set(skip);
    const theirs = live.filter((date) => date.host !== host && (date.host === old.host || date.host === meeting.host));
    const dates = theirs.filter(({ recurrence }) => !out.has(recurrence ?? ''));
    const next = await nextHost(env, host, dates.length === 0 ? old.host : '');
    if (skip.length > 0 && dates.length === 0) throw fault('MEETING_CLASH');
    const ids = dates.map((date) => date.id);
    const split = scope === 'following' && before;
    const confirmed = old.state === 'confirmed';
    const series = split
      ? await splitSeries(
          env,
          old,
          live.map((date) => date.id),
          cutFrom,
        )
      : await changeSeries(env, old, { sequence: old.sequence + (confirmed ? 1 : 0) }, 'hand over');
    if (dates.length > 0) await touch(env, dates, series.sequence);
    // The right to it was asked with the former host: who hands over what somebody else has made may lose it by that.
    await env.model('meeting.series').update(series.id, { host });
    await env.model('meeting.event').update({ id: { in: ids } }, { host, undo: null, undoUntil: null });
    const left = theirs.flatMap((date) => (out.has(date.recurrence ?? '') ? [date.id] : []));
    if (left.length > 0) await env.model('meeting.event').update({ id: { in: left } }, { exception: true });
    const removed = await swapHost(env, ids, next, stay);
    await takeWithHost(env, dates, host);
    const standing = dates.filter(({ state }) => state === 'confirmed');
    if (standing.length > 0) {
      await refreshManyActivities(
        env,
        standing.map((date) => date.id),
      );
      await moveLinks(env, series.id, standing.find(({ virtualRoom }) => virtualRoom !== null)?.virtualRoom ?? null);
    }
    if (confirmed && split) await env.emit(seriesStands, { series: old.id, kind: 'update', removed: [] });
    if (confirmed) await env.emit(seriesStands, { series: series.id, kind: split ? 'invitation' : 'update', removed: split ? [] : removed });
    return { version: meeting.version + (ids.includes(id) ? 1 : 0), warnings: [] };
  });
}
