import { type Env, type Row, wallOf } from '#core';
import { attendeesOf } from '../attendees-of.ts';
import { type SeriesPlan, type SeriesScope, seriesStands } from '../contract.ts';
import { locationColumns, locationOf, otherPlace } from '../location/location-columns.ts';
import { assertTimes } from '../make-meeting.ts';
import { refreshManyActivities } from '../refresh-activities.ts';
import { cutSeries } from './cancel-series.ts';
import { endDates, endLinks } from './end-dates.ts';
import { changeSeries, lockDates } from './lock-series.ts';
import { activeHost, settleDates, writeDates, writerOf } from './make-series.ts';
import { matchDates, newFirst, ruleFrom } from './match-dates.ts';
import { planDates } from './plan-dates.ts';
import { replacePeople, replaceRooms } from './replace-people.ts';
import { moveLinks, startLinks } from './start-links.ts';
import { takeDates } from './take-dates.ts';

type Meeting = Row<'meetings', 'meeting.event'>;
type Order = SeriesPlan & { id: string; version: number; scope: SeriesScope; reason?: string };

/**
 * See `MeetingsService.reviseSeries`. Where dates have been already (or stay as they are), the changed ones become a series of their own: the old one ends before them, so
 * that nothing that has been is rewritten. Dates changed by hand keep their time, people and words.
 */
export function reviseSeries(env: Env<'meetings'>, plan: Order): Promise<{ series: string; meetings: string[] }> {
  assertTimes(plan.start, plan.end);
  return env.tx(async () => {
    const { meeting, series: old, dates, cutFrom, before } = await lockDates(env, { ...plan, deed: 'change' });
    const host = await activeHost(env, plan.host);
    const minutes = Math.round((plan.end.getTime() - plan.start.getTime()) / 60_000);
    const sameRule = plan.rule === old.rule && plan.timeZone === old.timeZone;
    const planned = planDates(env, {
      rule: ruleFrom(old, plan.rule, cutFrom),
      wallStart: newFirst(old, meeting, cutFrom, plan),
      timeZone: plan.timeZone,
      minutes,
      exdates: [],
      ...(before ? {} : { from: cutFrom.slice(0, 10) }),
    });
    const out = new Set(plan.exdates);
    const matched = matchDates(old, dates, cutFrom, planned.occurrences, sameRule);
    const moved = matched.moved.filter(({ to }) => !out.has(to.wall));
    const added = matched.added.filter(({ wall }) => !out.has(wall));
    const dropped = [...matched.dropped, ...matched.moved.filter(({ to }) => out.has(to.wall)).map(({ date }) => date)];
    const reason = plan.reason?.trim() || null;
    const rooms = [...new Set(plan.rooms)].sort();
    const oldRooms = (await env.model('meeting.event_room').pick({ event: meeting.id }, ['room'])).map(({ room }) => room).sort();
    const otherLink = meeting.virtualRoom !== plan.virtualRoom;
    const otherTime = !sameRule || minutes !== old.minutes || planned.wallStart !== (before ? cutFrom : old.wallStart);
    const significant = otherTime || otherLink || otherPlace(meeting, plan.location) || rooms.join() !== oldRooms.join() || meeting.host !== plan.host;

    const values = {
      subject: plan.subject,
      host: plan.host,
      rule: planned.text,
      timeZone: plan.timeZone,
      wallStart: planned.wallStart,
      minutes,
      exdates: [...(plan.exdates ?? [])],
      through: planned.through,
      complete: planned.complete,
    };
    const id = env.id();
    if (before) await cutSeries(env, old, cutFrom, true);
    const uid = `${id}@${new URL(env.baseUrl).hostname}`;
    const series = before
      ? await writerOf(env)
          .model('meeting.series')
          .create({ id, ...values, creator: old.creator, state: old.state, uid })
      : await changeSeries(env, old, { ...values, sequence: old.sequence + (significant && old.state === 'confirmed' ? 1 : 0) }, 'change');

    const byHand = new Set(moved.filter(({ date }) => date.exception).map(({ date }) => date.id));
    const usual = moved.filter(({ date }) => !byHand.has(date.id));
    const kept = usual.map(({ date }) => date.id);
    // Dates change places: none may stand where another is still to leave.
    await env.model('meeting.event').update({ id: { in: moved.map(({ date }) => date.id) } }, { recurrence: null });
    const changed = await writerOf(env)
      .model('meeting.event')
      .updateEach(
        moved.map(({ date, to }) => {
          const place = { id: date.id, series: series.id, recurrence: to.wall, version: date.version + 1, undoUntil: null };
          if (byHand.has(date.id)) return { ...place, ...contentOf(date) };
          const start = to.start;
          const end = new Date(start.getTime() + minutes * 60_000);
          const { subject, description, host: person, timeZone, virtualRoom } = plan;
          return {
            ...place,
            ...{
              subject,
              description,
              notes: plan.notes === undefined ? date.notes : plan.notes,
              host: person,
              timeZone,
              virtualRoom,
              reason,
              ...(plan.location === undefined ? { locationKind: date.locationKind, location: date.location } : locationColumns(plan.location)),
              start,
              end,
              wallStart: wallOf(start, timeZone),
            },
            sequence: significant && date.state === 'confirmed' ? Math.max(date.sequence + 1, series.sequence) : date.sequence,
          };
        }),
      );
    await replaceRooms(env, kept, rooms);
    const { rows } = await attendeesOf(env, series.id, host, plan.people, plan.guests);
    const { removed, touched } = await replacePeople(env, kept, rows, { askAgain: significant });
    await endDates(env, series.id, dropped, null);

    const required = plan.people.filter(({ role }) => role === 'required').map(({ person }) => person);
    const standing = changed.filter(({ id: date, state }) => state === 'confirmed' && !byHand.has(date));
    await takeDates(
      env,
      standing.map((date) => ({ ...date, recurrence: date.recurrence ?? '', rooms, required })),
      standing.map((date) => date.id),
    );
    const state = old.state === 'confirmed' ? ('confirmed' as const) : ('draft' as const);
    const made = added.length > 0 ? await writeDates(env, series, { location: locationOf(meeting), ...plan }, host, added, state) : [];
    const words = meeting.subject !== plan.subject || meeting.description !== plan.description;
    // Notes are nobody's business outside: who changes them alone tells nobody.
    const visible = before || significant || touched || words || added.length + dropped.length > 0;
    if (visible && state === 'confirmed') {
      const ids = standing.map((date) => date.id);
      if (otherLink) {
        await endLinks(env, series.id, ids);
        await env.model('meeting.conference').delete({ event: { in: ids }, state: 'cancelled' });
        await startLinks(env, series.id, standing);
      } else if (otherTime || meeting.subject !== plan.subject) {
        await moveLinks(env, series.id, plan.virtualRoom);
      }
      await refreshManyActivities(env, ids);
      if (made.length > 0) await settleDates(env, series.id, made);
      if (before) await env.emit(seriesStands, { series: old.id, kind: 'update', removed });
      await env.emit(seriesStands, { series: series.id, kind: before ? 'invitation' : 'update', removed: before ? [] : removed });
    }
    return { series: series.id, meetings: [...changed, ...made].map((date) => date.id) };
  });
}

/** What a date that was changed by hand keeps. */
const contentOf = ({ subject, description, notes, host, start, end, timeZone, wallStart, virtualRoom, locationKind, location, reason, sequence }: Meeting) => ({
  subject,
  description,
  notes,
  host,
  start,
  end,
  timeZone,
  wallStart,
  virtualRoom,
  locationKind,
  location,
  reason,
  sequence,
});
