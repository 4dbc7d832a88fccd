import type { Env, Row } from '#core';
import { change } from '../may-change.ts';
import { storedClaims } from '../stored-claims.ts';
import { takeClaims } from '../take-claims.ts';
import { askManagers, holdUntil } from './ask-managers.ts';
import type { BookedRoom } from './booked-rooms.ts';

/** The host has confirmed and room managers have not: the meeting stays a draft, its time is held, and they are asked. Confirmed once more they are reminded, and no time is gained. */
export async function waitForRooms(
  env: Env<'meetings'>,
  meeting: Row<'meetings', 'meeting.event'>,
  rooms: readonly BookedRoom[],
  toAsk: readonly BookedRoom[],
): Promise<{ version: number; warnings: string[]; waiting: { rooms: string[]; until: Date } }> {
  const changed = await change(env, meeting, {}, 'confirm');
  const until = await holdUntil(env, [meeting.id], meeting.start);
  const warnings = await takeClaims(env, meeting.id, await storedClaims(env, changed, { expiresAt: until }, rooms));
  await askManagers(env, changed, toAsk, until, true);
  return { version: changed.version, warnings, waiting: { rooms: toAsk.map(({ name }) => name), until } };
}
