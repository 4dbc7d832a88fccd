import { civilDateOf, dayNumber, type Env, epochOfWall, fail, wallOf, weekdayOfDay } from '#core';
import type { ClaimRequest } from '../calendar/contract.ts';
import { claimsOf } from './claims-of.ts';
import type { MeetingsService, SeedHost } from './contract.ts';
import { fault } from './faults.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Meetings in one transaction. */
const BATCH = 2_000;

type Planned = { id: string; host: SeedHost; room: string; start: Date; end: Date; guest: number };

/**
 * When the n-th meeting of a host is: two on every working day, one before and one after noon, tomorrow first, then yesterday, then the day
 * after tomorrow and so on, so that as many lie behind as ahead.
 */
function* timesOf(host: SeedHost, now: Date, shift: number): Generator<{ start: Date; end: Date }> {
  const today = dayNumber(civilDateOf(now, host.timeZone)) ?? 0;
  for (let distance = 1; ; distance++) {
    for (const day of [today + distance, today - distance]) {
      if (weekdayOfDay(day) > 5) continue;
      for (const hour of [9 + ((day + shift) % 4), 13 + ((day * 3 + shift) % 4)]) {
        const start = epochOfWall(day * DAY_MS + hour * HOUR_MS, host.timeZone, 'end');
        if (start !== undefined) yield { start: new Date(start), end: new Date(start + HOUR_MS) };
      }
    }
  }
}

async function write(env: Env<'meetings'>, planned: readonly Planned[]): Promise<void> {
  const domain = new URL(env.baseUrl).hostname;
  const now = env.now();
  await env.tx(async () => {
    const bookings = planned.map((one): { source: { model: string; record: string }; claims: ClaimRequest[] } => ({
      source: { model: 'meeting.event', record: one.id },
      claims: claimsOf({
        start: one.start,
        end: one.end,
        host: one.host.id,
        rooms: [{ id: one.room, setUpMin: 0, cleanUpMin: 0 }],
        virtualRoom: null,
        required: [],
      }),
    }));
    if ((await env.service('calendar').claimMany({ bookings })) > 0) throw fault('MEETING_CLASH');
    await env.model('meeting.event').create(
      planned.map(({ id, host, start, end, guest }) => ({
        id,
        subject: `Intro talk: Guest ${guest}`,
        host: host.id,
        creator: host.id,
        start,
        end,
        timeZone: host.timeZone,
        wallStart: wallOf(start, host.timeZone),
        state: end < now ? ('done' as const) : ('confirmed' as const),
        uid: `${id}@${domain}`,
        origin: 'portal',
      })),
    );
    await env.model('meeting.event_room').create(planned.map(({ id, room }) => ({ event: id, room })));
    await env.model('meeting.attendee').create(
      planned.flatMap(({ id, host, guest }) => [
        { event: id, person: host.id, name: host.name, email: host.email, timeZone: host.timeZone, role: 'host' as const, partstat: 'ACCEPTED' as const },
        { event: id, name: `Guest ${guest}`, email: `guest-${guest}@example.org`, timeZone: host.timeZone, partstat: 'ACCEPTED' as const },
      ]),
    );
  });
}

/** Rooms, meetings, attendees and claims by the thousand, in the shape that real ones have. Each batch is there as a whole or not at all. */
export async function seed(env: Env<'meetings'>, { hosts, meetings }: Parameters<MeetingsService['seed']>[0]): Promise<Map<string, string>> {
  if (env.caller.kind !== 'plugin' && env.caller.kind !== 'system') throw fail('ACCESS_DENIED');
  const made = await env
    .model('meeting.room')
    .create(hosts.map(({ room, timeZone }) => ({ name: room, site: timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? null, timeZone })));
  const rooms = new Map(hosts.map(({ id }, index) => [id, made[index]?.id ?? '']));
  const now = env.now();
  const times = hosts.map((host, index) => timesOf(host, now, index));
  let batch: Planned[] = [];
  for (let guest = 1; guest <= meetings; guest++) {
    const index = (guest - 1) % hosts.length;
    const host = hosts[index];
    const time = times[index]?.next();
    if (!host || !time || time.done) break;
    batch.push({ id: env.id(), host, room: rooms.get(host.id) ?? '', ...time.value, guest });
    if (batch.length < BATCH && guest < meetings) continue;
    await write(env, batch);
    batch = [];
  }
  return rooms;
}
