import { type Env, fail, formatRange, type Row } from '#core';
import { type MeetingsService, seriesStands } from '../contract.ts';
import { fault } from '../faults.ts';
import { ANSWERED, ASKED, holdUntil, hostActivity, managerActivities } from '../rooms/ask-managers.ts';
import type { BookedRoom } from '../rooms/booked-rooms.ts';
import { mayDecide, requestOver } from '../rooms/decide-request.ts';
import { needsOf } from './confirm-series.ts';
import { settleDates } from './make-series.ts';
import { type DateToTake, takeDates } from './take-dates.ts';

type Meeting = Row<'meetings', 'meeting.event'>;
type Decision = Pick<Parameters<MeetingsService['decideRoom']>[0], 'request' | 'answer'> & { reason: string };

/**
 * Holds the time of all these drafts and asks the managers of these rooms for all of them: one activity for each manager, on the first date. As many statements for fifty dates
 * as for two. In the caller's transaction. @throws MEETING_CLASH by date
 */
export async function askForDates(
  env: Env<'meetings'>,
  { subject }: { subject: string },
  dates: readonly DateToTake[],
  rooms: readonly BookedRoom[],
): Promise<{ rooms: string[]; until: Date }> {
  const byStart = dates.toSorted((a, b) => a.start.getTime() - b.start.getTime());
  const [first] = byStart;
  if (!first) throw fail('NOT_FOUND');
  const ids = dates.map(({ id }) => id);
  const until = await holdUntil(env, ids, first.start);
  await takeDates(env, dates, ids, { expiresAt: until, given: true });
  const names = new Map(rooms.map(({ id, name }) => [id, name]));
  const room = { in: [...names.keys()] };
  await env.model('meeting.room_request').delete({ event: { in: ids }, room });
  const askedBy = env.caller.kind === 'user' ? env.caller.person : first.host;
  await env
    .model('meeting.room_request')
    .create(
      dates.flatMap(({ id, start, end, rooms: taken }) =>
        taken
          .filter((one) => names.has(one))
          .map((one) => ({ event: id, room: one, state: 'asked' as const, during: { start, end }, until, confirms: true, askedBy })),
      ),
    );
  const activities = await managerActivities(env, rooms, { first, until }, (own, asked) => ({
    summary: own.t('{rooms}: approve {count} dates of “{subject}”?', { rooms: asked, count: dates.length, subject }),
    when: (time) => own.t('The first: {time}', { time }),
  }));
  const records = ids.map((record) => ({ record, activities: record === first.id ? activities : [] }));
  await env.service('activities').replaceMany({ model: 'meeting.event', kinds: [ASKED, ANSWERED], records });
  return { rooms: [...names.values()], until };
}

/** Dates whose rooms are all given stand, as the plugin itself: who gives the room away has no say in the meetings. */
async function confirmDates(env: Env<'meetings'>, series: Row<'meetings', 'meeting.series'>, drafts: readonly Meeting[]): Promise<void> {
  const ids = drafts.map(({ id }) => id);
  const needs = await needsOf(env, ids);
  const dates = drafts.map((date) => ({ ...date, recurrence: date.recurrence ?? '', ...needs(date.id) }));
  await takeDates(env, dates, ids, { given: true });
  const confirmed = await env.model('meeting.event').updateEach(drafts.map(({ id, version }) => ({ id, state: 'confirmed' as const, version: version + 1 })));
  await env.model('meeting.series').update(series.id, { state: 'confirmed', version: series.version + 1 });
  await settleDates(env, series.id, confirmed);
  await env.emit(seriesStands, { series: series.id, kind: series.state === 'confirmed' ? 'update' : 'invitation', removed: [] });
}

/**
 * A room manager decides on every open request of one series for one room. Approved: dates of which nothing else is open are confirmed together. Declined: the time of these
 * dates is free again. @throws MEETING_ROOM_KEPT, MEETING_STATE, MEETING_CLASH by date where a request has lapsed and its time was taken
 */
export function decideDates(env: Env<'meetings'>, { request, answer, reason }: Decision): Promise<{ confirmed: boolean }> {
  return env.tx(async () => {
    const requests = env.model('meeting.room_request');
    const [found] = await requests.find({ id: request });
    if (!found) throw fail('NOT_FOUND');
    const room = await env.model('meeting.room').get(found.room);
    if (!(await mayDecide(env, room.id))) {
      if (env.caller.kind !== 'user' || (await env.asCaller().model('meeting.room_request').count({ id: request })) === 0) throw fail('NOT_FOUND');
      throw fault('MEETING_ROOM_KEPT', { detail: env.t('Only a manager of “{room}” can decide on it.', { room: room.name }) });
    }
    const { series: id } = await env.model('meeting.event').get(found.event);
    if (!id) throw requestOver(env);
    const [series] = await env.model('meeting.series').lock({ id });
    const now = env.now();
    const drafts = (await env.model('meeting.event').lock({ series: id, state: 'draft' })).filter(({ end }) => end > now);
    const open = await requests.lock({ room: room.id, event: { in: drafts.map((date) => date.id) }, state: { in: ['asked', 'lapsed'] } });
    const asked = new Set(open.map(({ event }) => event));
    const dates = drafts.filter((date) => asked.has(date.id)).sort((a, b) => a.start.getTime() - b.start.getTime());
    const [first] = dates;
    if (!series || !first) throw requestOver(env);
    const decidedBy = env.caller.kind === 'user' ? env.caller.person : null;
    const said = reason.trim().slice(0, 500) || null;
    const ids = dates.map((date) => date.id);
    await requests.update(
      { id: { in: open.map((one) => one.id) } },
      { state: answer === 'approve' ? 'approved' : 'declined', decidedBy, decidedAt: now, reason: said },
    );
    const waiting =
      answer === 'decline'
        ? new Set(ids)
        : new Set((await requests.pick({ event: { in: ids }, state: { ne: 'approved' } }, ['event'])).map(({ event }) => event));
    const byHand = new Set(open.flatMap(({ event, confirms }) => (confirms ? [] : [event])));
    const ready = dates.filter((date) => !waiting.has(date.id) && !byHand.has(date.id));
    if (answer === 'decline') {
      await env.service('calendar').claimAll({ bookings: [], instead: { model: 'meeting.event', records: ids } });
      await requests.delete({ event: { in: ids }, state: 'asked' });
    } else if (ready.length > 0) await confirmDates(env.asPlugin(), series, ready);
    const words = { subject: series.subject, room: room.name, count: dates.length };
    const activities = await hostActivity(env, first, (own) => ({
      summary:
        answer === 'decline'
          ? own.t('{count} dates of “{subject}” cannot have {room}', words)
          : ready.length === dates.length
            ? own.t('{count} dates of “{subject}” have {room} and are confirmed', words)
            : own.t('{count} dates of “{subject}” may have {room}', words),
      note: [
        own.t('The first: {time}', { time: formatRange(first.start, first.end, own.preferences.timeZone, own.preferences) }),
        ...(said ? [own.t('Reason: {reason}', { reason: said })] : []),
      ].join('\n'),
    }));
    const records = ids.map((record) => ({ record, activities: record === first.id ? activities : [] }));
    await env.service('activities').replaceMany({ model: 'meeting.event', kinds: [ASKED, ANSWERED], records });
    return { confirmed: ready.length > 0 };
  });
}
