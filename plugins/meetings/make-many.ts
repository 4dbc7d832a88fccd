import { type Env, fail, wallOf } from '#core';
import { attendeeRows } from './attendees-of.ts';
import { claimsOf } from './claims-of.ts';
import { clashError } from './clash.ts';
import type { MeetingsService } from './contract.ts';
import { fault } from './faults.ts';
import { locationColumns } from './location/location-columns.ts';
import { assertTimes } from './make-meeting.ts';
import { activitiesOf } from './refresh-activities.ts';
import { roomsToAsk } from './rooms/ask-managers.ts';
import { roomsFor } from './rooms/booked-rooms.ts';
import { assertMayBook } from './rooms/may-book.ts';

/** Meetings in one call. */
const MOST = 5_000;

const invalid = (index: number, path: string, message: string) => fail('INPUT_INVALID', { issues: [{ path: `plans.${index}.${path}`, message }] });

/**
 * See `MeetingsService.makeMany`. All or nothing; the number of statements does not depend on how many meetings, rooms or people. Nobody is told, as where meetings are
 * brought in from elsewhere.
 */
export async function makeMany(env: Env<'meetings'>, { plans, state }: Parameters<MeetingsService['makeMany']>[0]): ReturnType<MeetingsService['makeMany']> {
  if (plans.length === 0) return { ids: [] };
  if (plans.length > MOST)
    throw fail('INPUT_INVALID', { issues: [{ path: 'plans', message: env.t('Make {count} meetings at most at once.', { count: MOST }) }] });
  plans.forEach((plan, index) => {
    assertTimes(plan.start, plan.end);
    // each would need a link of its own, from a provider that is asked one by one
    if (plan.virtualRoom !== null && state === 'confirmed')
      throw invalid(index, 'virtualRoom', env.t('Make meetings with a virtual room as drafts, and confirm them one by one.'));
  });
  const writer = env.caller.kind === 'user' ? env.asCaller() : env;
  const creator = env.caller.kind === 'user' ? env.caller.person : undefined;
  const domain = new URL(env.baseUrl).hostname;
  return env.tx(async () => {
    const wanted = new Set(plans.flatMap(({ host, people }) => [host, ...people.map(({ person }) => person)]));
    const people = new Map((await env.service('base').people({ ids: [...wanted] })).map((person) => [person.id, person]));
    const rooms = new Map(
      (
        await roomsFor(
          env,
          plans.flatMap((plan) => plan.rooms),
        )
      ).map((room) => [room.id, room]),
    );
    const meetings = plans.map((plan, index) => {
      const host = people.get(plan.host);
      if (!host?.active) throw invalid(index, 'host', env.t('Choose a host who is active.'));
      const roles = new Map(plan.people.flatMap(({ person, role }) => (person === plan.host ? [] : [[person, role] as const])));
      const known = [...roles.keys()].flatMap((person) => people.get(person) ?? []);
      if (known.length < roles.size) throw invalid(index, 'people', env.t('Choose people of the list.'));
      const own = [...new Set(plan.rooms)].flatMap((id) => rooms.get(id) ?? []);
      if (own.length < new Set(plan.rooms).size) throw invalid(index, 'rooms', env.t('There is no such room.'));
      const id = env.id();
      return { id, plan, host, rooms: own, attendees: attendeeRows(id, host, known, roles, plan.guests), inside: [host, ...known] };
    });
    const [first] = meetings;
    if (first) await assertMayBook(env, [...rooms.values()], first.plan);
    if (state === 'confirmed') {
      const [kept] = first ? await roomsToAsk(env, { ...first.plan, id: null }, [...rooms.values()]) : [];
      if (kept)
        throw fault('MEETING_ROOM_WAITS', {
          detail: env.t('“{room}” is given date by date by its room managers. Save drafts, and confirm each date by itself.', { room: kept.name }),
        });
      const clashes = await env.service('calendar').claimAll({
        bookings: meetings.map(({ id, plan, rooms: own }) => ({
          source: { model: 'meeting.event', record: id },
          claims: claimsOf({
            ...plan,
            rooms: own,
            virtualRoom: null,
            required: plan.people.filter(({ role }) => role === 'required').map(({ person }) => person),
          }),
        })),
      });
      if (clashes.length > 0) throw await clashError(env, clashes);
    }
    await writer.model('meeting.event').add(
      meetings.map(({ id, plan }) => ({
        id,
        subject: plan.subject,
        description: plan.description,
        notes: plan.notes ?? null,
        host: plan.host,
        creator: creator ?? plan.host,
        start: plan.start,
        end: plan.end,
        timeZone: plan.timeZone,
        wallStart: wallOf(plan.start, plan.timeZone),
        state,
        virtualRoom: plan.virtualRoom,
        ...locationColumns(plan.location ?? null),
        uid: `${id}@${domain}`,
        origin: 'staff',
      })),
    );
    const takes = meetings.flatMap(({ id, rooms: own }) => own.map((room) => ({ event: id, room: room.id })));
    if (takes.length > 0) await writer.model('meeting.event_room').add(takes);
    await writer.model('meeting.attendee').add(meetings.flatMap(({ attendees }) => attendees));
    if (state === 'confirmed') {
      const readers: Parameters<typeof activitiesOf>[3] = new Map();
      const records = meetings.map(({ id, plan, rooms: own, attendees, inside }) => ({
        record: id,
        activities: activitiesOf(
          env,
          { id, subject: plan.subject, state, start: plan.start, end: plan.end, rooms: own, joinUrl: null, attendees },
          inside,
          readers,
        ),
      }));
      await env.service('activities').replaceMany({ model: 'meeting.event', kinds: [], records });
    }
    return { ids: meetings.map(({ id }) => id) };
  });
}
