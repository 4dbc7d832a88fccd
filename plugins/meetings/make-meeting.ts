import { type Env, wallOf } from '#core';
import { attendeesOf } from './attendees-of.ts';
import { claimsOf } from './claims-of.ts';
import { clashError } from './clash.ts';
import { startConference } from './conference/start-conference.ts';
import { type Guest, type MeetingLocation, type MeetingPlan, type MeetingRequest, meetingConfirmed, meetingRequested } from './contract.ts';
import { publicEvent } from './details.ts';
import { fault } from './faults.ts';
import { locationColumns } from './location/location-columns.ts';
import { writeActivities } from './refresh-activities.ts';
import { askManagers, heldUntil, roomsToAsk } from './rooms/ask-managers.ts';
import { roomsFor, virtualRoomFor } from './rooms/booked-rooms.ts';
import { assertMayBook } from './rooms/may-book.ts';

/** The longest meeting that anybody may make. */
const LONGEST_MS = 14 * 24 * 60 * 60 * 1000;

export function assertTimes(start: Date, end: Date): void {
  const length = end.getTime() - start.getTime();
  if (!(length > 0 && length <= LONGEST_MS)) throw fault('MEETING_TIME', { issues: [{ path: 'end', message: 'Choose an end after the start.' }] });
}

type New = {
  subject: string;
  description: string | null;
  host: string;
  rooms: readonly string[];
  virtualRoom: string | null;
  start: Date;
  end: Date;
  timeZone: string;
  people: MeetingPlan['people'];
  guests: readonly Guest[];
  notes?: string | null;
  state: 'draft' | 'confirmed';
  origin: 'staff' | 'portal';
  location?: MeetingLocation | null;
  asking?: string;
  /** Take the claims now (guests, confirmed) or at confirm (staff's drafts). */
  claims: { bufferBefore: number; bufferAfter: number; expiresAt?: Date } | null;
};

/** Rows of a meeting, written by `env` (the caller's own rules for staff, the plugin for guests). One transaction; the number of statements does not depend on the number of people. */
async function write(env: Env<'meetings'>, writer: Env<'meetings'>, plan: New): Promise<{ id: string; version: number; state: New['state'] }> {
  assertTimes(plan.start, plan.end);
  const id = env.id();
  return env.tx(async () => {
    const [host] = await env.service('base').people({ ids: [plan.host] });
    if (!host?.active) throw fault('MEETING_STATE', { issues: [{ path: 'host', message: env.t('Choose a host who is active.') }] });
    const rooms = await roomsFor(env, plan.rooms);
    await assertMayBook(env, rooms, plan);
    const toAsk = plan.claims ? await roomsToAsk(env, { ...plan, id: null }, rooms) : [];
    const until = toAsk.length > 0 ? (plan.claims?.expiresAt ?? (await heldUntil(env, plan.start))) : undefined;
    const state = toAsk.length > 0 ? 'draft' : plan.state;
    const virtualRoom = plan.claims ? await virtualRoomFor(env, plan.virtualRoom) : null;
    if (plan.claims) {
      const required = plan.people.filter(({ role }) => role === 'required').map(({ person }) => person);
      const claims = claimsOf({ ...plan, rooms, virtualRoom, required, ...plan.claims, ...(until ? { expiresAt: until } : {}) });
      const clashes = await env.service('calendar').claim({ source: { model: 'meeting.event', record: id }, claims });
      if (clashes.length > 0) throw await clashError(env, clashes);
    }
    const creator = env.caller.kind === 'user' ? env.caller.person : plan.host;
    const event = await writer.model('meeting.event').create({
      id,
      subject: plan.subject,
      description: plan.description,
      notes: plan.notes ?? null,
      host: plan.host,
      creator,
      start: plan.start,
      end: plan.end,
      timeZone: plan.timeZone,
      wallStart: wallOf(plan.start, plan.timeZone),
      state,
      virtualRoom: plan.virtualRoom,
      ...locationColumns(plan.location ?? null),
      uid: `${id}@${new URL(env.baseUrl).hostname}`,
      origin: plan.origin,
    });
    if (plan.rooms.length > 0) await writer.model('meeting.event_room').create([...new Set(plan.rooms)].map((room) => ({ event: id, room })));
    const { rows, inside } = await attendeesOf(env, id, host, plan.people, plan.guests);
    const attendees = await writer.model('meeting.attendee').create(rows);
    const started = state === 'confirmed' ? await startConference(env, event, { first: true, room: virtualRoom ?? undefined }) : undefined;
    if (plan.claims) {
      const joinUrl = started?.conference.joinUrl ?? null;
      await writeActivities(
        env,
        {
          ...publicEvent(event),
          host,
          rooms,
          virtualRoom: null,
          location: plan.location ?? null,
          joinUrl,
          conference: started?.conference.state ?? null,
          attendees,
        },
        inside,
      );
    }
    if (until) await askManagers(env, event, toAsk, until, plan.state === 'confirmed');
    if (state === 'confirmed') await env.emit(meetingConfirmed, { meeting: id });
    else if (plan.origin === 'portal') await env.emit(meetingRequested, { meeting: id });
    return { id, version: event.version, state };
  });
}

/** A guest's booking: claims at once, so that its confirm cannot fail on a clash. Belongs to the host; its rooms are taken with the rights of whoever offers the time. */
export function request(env: Env<'meetings'>, input: MeetingRequest): Promise<{ id: string; version: number; state: 'draft' | 'confirmed' }> {
  const { bufferBefore, bufferAfter, holdUntil, ...plan } = input;
  return write(env, env, {
    ...plan,
    description: input.description ?? null,
    people: input.people ?? [],
    origin: 'portal',
    claims: { bufferBefore, bufferAfter, ...(holdUntil ? { expiresAt: holdUntil } : {}) },
  });
}

/** Staff plan a meeting: nothing is taken until it is confirmed. */
export function draft(env: Env<'meetings'>, plan: MeetingPlan): Promise<{ id: string; version: number }> {
  return write(env, env.caller.kind === 'user' ? env.asCaller() : env, { ...plan, state: 'draft', origin: 'staff', claims: null });
}
