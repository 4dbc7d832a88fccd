import type { Env } from '#core';
import type { BookingClash, ClaimRequest } from '../../calendar/contract.ts';
import { claimsOf } from '../claims-of.ts';
import { fault } from '../faults.ts';
import { roomsToAsk } from '../rooms/ask-managers.ts';
import { roomsFor, virtualRoomsFor } from '../rooms/booked-rooms.ts';
import { settings } from '../settings.ts';
import { type DateWithTime, seriesClashError } from './series-clash.ts';

export type DateToTake = DateWithTime & { id: string; host: string; virtualRoom: string | null; rooms: readonly string[]; required: readonly string[] };

const source = (id: string) => ({ model: 'meeting.event', record: id });

/** Persons may be in two places where the setting says to warn only; rooms never. */
async function mayWarn(env: Env<'meetings'>, clashes: readonly BookingClash[]): Promise<boolean> {
  if (env.caller.kind !== 'user' || clashes.some(({ resource }) => resource.kind !== 'person')) return false;
  return (await env.settings(settings)).personClash === 'warn';
}

/**
 * Takes the time of all these dates in one statement, in place of what they held. In the caller's transaction. `expiresAt`: held until then, for rooms that are asked for;
 * `given`: their managers need not be asked (any more).
 * @throws MEETING_ROOM_WAITS, MEETING_CLASH with every date that is taken and everything that is in its way
 */
export async function takeDates(
  env: Env<'meetings'>,
  dates: readonly DateToTake[],
  held: readonly string[] = [],
  { expiresAt, given = false }: { expiresAt?: Date; given?: boolean } = {},
): Promise<void> {
  const calendar = env.service('calendar');
  const rooms = await roomsFor(env, [...new Set(dates.flatMap((date) => date.rooms))]);
  const [date] = dates;
  const [kept] = date && !given ? await roomsToAsk(env, { ...date, id: null }, rooms) : [];
  if (kept)
    throw fault('MEETING_ROOM_WAITS', {
      detail: env.t('“{room}” is given by its room managers. Save drafts: confirming all dates then asks for them at once.', { room: kept.name }),
    });
  const virtualRooms = await virtualRoomsFor(env, [...new Set(dates.flatMap((one) => one.virtualRoom ?? []))]);
  const bookings = dates.map((one): { source: ReturnType<typeof source>; claims: ClaimRequest[] } => ({
    source: source(one.id),
    claims: claimsOf({
      ...one,
      ...(expiresAt ? { expiresAt } : {}),
      rooms: rooms.filter(({ id }) => one.rooms.includes(id)),
      virtualRoom: virtualRooms.find(({ id }) => id === one.virtualRoom) ?? null,
    }),
  }));
  const clashes = await calendar.claimAll({ bookings, instead: { model: 'meeting.event', records: held } });
  if (clashes.length === 0) return;
  if (!(await mayWarn(env, clashes))) throw await seriesClashError(env, dates, clashes);
  const double = new Set(clashes.map(({ wanted, resource }) => `${wanted.record} ${resource.id}`));
  const beside = bookings.map(({ source: from, claims }) => ({
    source: from,
    claims: claims.map((claim) => (double.has(`${from.record} ${claim.id}`) ? { ...claim, blocking: false } : claim)),
  }));
  const still = await calendar.claimAll({ bookings: beside, instead: { model: 'meeting.event', records: dates.map(({ id }) => id) } });
  if (still.length > 0) throw await seriesClashError(env, dates, still);
}
