import { type Create, type Env, fail, type Row, wallOf } from '#core';
import type { PublicPerson } from '../../base/contract.ts';
import { attendeesOf } from '../attendees-of.ts';
import { type SeriesPlan, seriesStands } from '../contract.ts';
import { fault } from '../faults.ts';
import { locationColumns } from '../location/location-columns.ts';
import { assertTimes } from '../make-meeting.ts';
import { refreshManyActivities } from '../refresh-activities.ts';
import { roomsFor } from '../rooms/booked-rooms.ts';
import { assertMayBook } from '../rooms/may-book.ts';
import type { Occurrence } from './expand-rule.ts';
import { planDates } from './plan-dates.ts';
import { startLinks } from './start-links.ts';
import { takeDates } from './take-dates.ts';

type Series = Row<'meetings', 'meeting.series'>;
type Meeting = Row<'meetings', 'meeting.event'>;
type Attendee = Create<'meetings', 'meeting.attendee'>;

/** Attendees of all dates of one series together. */
const MOST_PLACES = 20_000;

/** What every date of a series has in common. */
export type SeriesContent = Pick<SeriesPlan, 'subject' | 'description' | 'notes' | 'host' | 'rooms' | 'virtualRoom' | 'location' | 'people' | 'guests'>;

export const writerOf = (env: Env<'meetings'>): Env<'meetings'> => (env.caller.kind === 'user' ? env.asCaller() : env);

export async function activeHost(env: Env<'meetings'>, id: string): Promise<PublicPerson> {
  const [host] = await env.service('base').people({ ids: [id] });
  if (!host?.active) throw fault('MEETING_STATE', { issues: [{ path: 'host', message: env.t('Choose a host who is active.') }] });
  return host;
}

/** Meetings of a series for these dates, with rooms, attendees and claims: as many statements for one as for five hundred. */
export async function writeDates(
  env: Env<'meetings'>,
  series: Pick<Series, 'id' | 'timeZone' | 'minutes' | 'sequence' | 'creator'>,
  content: SeriesContent,
  host: PublicPerson,
  occurrences: readonly Occurrence[],
  state: 'draft' | 'confirmed',
): Promise<Meeting[]> {
  const writer = writerOf(env);
  const { rows: template } = await attendeesOf(env, series.id, host, content.people, content.guests);
  if (template.length * occurrences.length > MOST_PLACES)
    throw fail('INPUT_INVALID', { issues: [{ path: 'rule', message: env.t('These are too many dates for so many people. Choose an earlier end.') }] });
  const rooms = [...new Set(content.rooms)];
  await assertMayBook(env, await roomsFor(env, rooms), content);
  const required = content.people.filter(({ role }) => role === 'required').map(({ person }) => person);
  const domain = new URL(env.baseUrl).hostname;
  const dates = occurrences.map(({ wall, start }) => ({
    id: env.id(),
    recurrence: wall,
    start,
    end: new Date(start.getTime() + series.minutes * 60_000),
    host: content.host,
    virtualRoom: content.virtualRoom,
    rooms,
    required,
  }));
  if (state === 'confirmed') await takeDates(env, dates);
  const meetings = await writer.model('meeting.event').create(
    dates.map(({ id, recurrence, start, end }) => ({
      id,
      subject: content.subject,
      description: content.description,
      notes: content.notes ?? null,
      host: content.host,
      creator: series.creator,
      start,
      end,
      timeZone: series.timeZone,
      wallStart: wallOf(start, series.timeZone),
      state,
      virtualRoom: content.virtualRoom,
      ...locationColumns(content.location ?? null),
      uid: `${id}@${domain}`,
      sequence: series.sequence,
      origin: 'staff',
      series: series.id,
      recurrence,
    })),
  );
  if (rooms.length > 0) await writer.model('meeting.event_room').create(dates.flatMap(({ id }) => rooms.map((room) => ({ event: id, room }))));
  await writer.model('meeting.attendee').create(dates.flatMap(({ id }) => template.map((row): Attendee => ({ ...row, event: id }))));
  return meetings;
}

/** What follows when dates stand: links and everybody's activities. */
export async function settleDates(env: Env<'meetings'>, series: string, meetings: readonly Meeting[]): Promise<void> {
  await startLinks(env, series, meetings);
  await refreshManyActivities(
    env,
    meetings.map(({ id }) => id),
  );
}

/** See `MeetingsService.makeSeries`. */
export function makeSeries(
  env: Env<'meetings'>,
  plan: SeriesPlan & { state: 'draft' | 'confirmed' },
): Promise<{ id: string; version: number; meetings: string[] }> {
  assertTimes(plan.start, plan.end);
  const minutes = Math.round((plan.end.getTime() - plan.start.getTime()) / 60_000);
  const dates = planDates(env, {
    rule: plan.rule,
    wallStart: wallOf(plan.start, plan.timeZone),
    timeZone: plan.timeZone,
    minutes,
    exdates: plan.exdates ?? [],
  });
  return env.tx(async () => {
    const host = await activeHost(env, plan.host);
    const id = env.id();
    const series = await writerOf(env)
      .model('meeting.series')
      .create({
        id,
        subject: plan.subject,
        host: plan.host,
        creator: env.caller.kind === 'user' ? env.caller.person : plan.host,
        rule: dates.text,
        timeZone: plan.timeZone,
        wallStart: dates.wallStart,
        minutes,
        exdates: [...(plan.exdates ?? [])],
        state: plan.state,
        through: dates.through,
        complete: dates.complete,
        uid: `${id}@${new URL(env.baseUrl).hostname}`,
      });
    const meetings = await writeDates(env, series, plan, host, dates.occurrences, plan.state);
    if (plan.state === 'confirmed') {
      await settleDates(env, id, meetings);
      await env.emit(seriesStands, { series: id, kind: 'invitation', removed: [] });
    }
    return { id, version: series.version, meetings: meetings.map((meeting) => meeting.id) };
  });
}
