import { type Env, wallOf } from '#core';
import { attendeesOf } from './attendees-of.ts';
import { claimsOf } from './claims-of.ts';
import { clashError } from './clash.ts';
import { startConference } from './conference.ts';
import { type Guest, type MeetingPlan, type MeetingRequest, meetingConfirmed, meetingRequested } from './contract.ts';
import { publicEvent } from './details.ts';
import { fault } from './faults.ts';
import { writeActivities } from './refresh-activities.ts';

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
  state: 'draft' | 'confirmed';
  origin: 'staff' | 'portal';
  /** Take the claims now (guests, confirmed) or at confirm (staff's drafts). */
  claims: { bufferBefore: number; bufferAfter: number; expiresAt?: Date } | null;
};

/** Rows of a meeting, written by `env` (the caller's own rules for staff, the plugin for guests). One transaction; the number of statements does not depend on the number of people. */
async function write(env: Env<'meetings'>, writer: Env<'meetings'>, plan: New): Promise<{ id: string; version: number }> {
  assertTimes(plan.start, plan.end);
  const id = env.id();
  return env.tx(async () => {
    const [host] = await env.service('base').people({ ids: [plan.host] });
    if (!host?.active) throw fault('MEETING_STATE', { issues: [{ path: 'host', message: env.t('Choose a host who is active.') }] });
    if (plan.claims) {
      const required = plan.people.filter(({ role }) => role === 'required').map(({ person }) => person);
      const claims = claimsOf({ ...plan, required, ...plan.claims });
      const clashes = await env.service('calendar').claim({ source: { model: 'meeting.event', record: id }, claims });
      if (clashes.length > 0) throw await clashError(env, clashes);
    }
    const creator = env.caller.kind === 'user' ? env.caller.person : plan.host;
    const event = await writer.model('meeting.event').create({
      id,
      subject: plan.subject,
      description: plan.description,
      host: plan.host,
      creator,
      start: plan.start,
      end: plan.end,
      timeZone: plan.timeZone,
      wallStart: wallOf(plan.start, plan.timeZone),
      state: plan.state,
      virtualRoom: plan.virtualRoom,
      uid: `${id}@${new URL(env.baseUrl).hostname}`,
      origin: plan.origin,
    });
    if (plan.rooms.length > 0) await writer.model('meeting.event_room').create([...new Set(plan.rooms)].map((room) => ({ event: id, room })));
    const { rows, inside } = await attendeesOf(env, id, host, plan.people, plan.guests);
    const attendees = await writer.model('meeting.attendee').create(rows);
    const started = plan.state === 'confirmed' ? await startConference(env, event, 'now') : undefined;
    if (plan.claims) {
      const rooms = plan.rooms.length > 0 ? await env.model('meeting.room').find({ id: { in: plan.rooms } }) : [];
      const joinUrl = started?.conference.joinUrl ?? null;
      await writeActivities(
        env,
        { ...publicEvent(event), host, rooms, virtualRoom: null, joinUrl, conference: started?.conference.state ?? null, attendees },
        inside,
      );
    }
    if (plan.state === 'confirmed') await env.emit(meetingConfirmed, { meeting: id });
    else if (plan.origin === 'portal') await env.emit(meetingRequested, { meeting: id });
    return { id, version: event.version };
  });
}

/** A guest's booking: claims at once, so that its confirm cannot fail on a clash. Belongs to the host. */
export function request(env: Env<'meetings'>, input: MeetingRequest): Promise<{ id: string; version: number }> {
  const { bufferBefore, bufferAfter, holdUntil, ...plan } = input;
  return write(env, env, {
    ...plan,
    description: input.description ?? null,
    people: [],
    origin: 'portal',
    claims: { bufferBefore, bufferAfter, ...(holdUntil ? { expiresAt: holdUntil } : {}) },
  });
}

/** Staff plan a meeting: nothing is taken until it is confirmed. */
export function draft(env: Env<'meetings'>, plan: MeetingPlan): Promise<{ id: string; version: number }> {
  return write(env, env.caller.kind === 'user' ? env.asCaller() : env, { ...plan, state: 'draft', origin: 'staff', claims: null });
}
