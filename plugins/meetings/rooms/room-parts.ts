import type { Env } from '#core';
import type { MeetingsService } from '../contract.ts';
import { guardRooms, guardVirtualRooms } from './archive-guard.ts';
import { roomsFor } from './booked-rooms.ts';
import { decideRoom } from './decide-request.ts';
import { keepEquipmentWords, keepFittingWords, keepRoomWords, keepSiteWords } from './keep-words.ts';
import { assertMayBook } from './may-book.ts';
import { swapRoom } from './swap-room.ts';

type Rows = readonly Record<string, unknown>[];
type MeetingsEnv = Env<'meetings'>;

type Kept = (env: MeetingsEnv, rows: Rows, before: Rows) => Promise<void>;

/** Whoever changes a room need not see every meeting in it, nor keep its words. */
const asOwn =
  (run: Kept): Kept =>
  (env, rows, before) =>
    run(env.asPlugin(), rows, before);

/** What follows in the same transaction when rooms, sites and equipment change. */
export const roomHooks = [
  { model: 'meeting.room', on: 'create' as const, run: (env: MeetingsEnv, rows: Rows) => keepRoomWords(env.asPlugin(), rows, []) },
  {
    model: 'meeting.room',
    on: 'update' as const,
    run: async (env: MeetingsEnv, rows: Rows, before: Rows) => {
      const own = env.asPlugin();
      await guardRooms(own, rows, before);
      await keepRoomWords(own, rows, before);
    },
  },
  { model: 'meeting.virtual_room', on: 'update' as const, run: asOwn(guardVirtualRooms) },
  { model: 'meeting.site', on: 'update' as const, run: asOwn(keepSiteWords) },
  { model: 'meeting.equipment', on: 'update' as const, run: asOwn(keepEquipmentWords) },
  { model: 'meeting.room_equipment', on: 'create' as const, run: (env: MeetingsEnv, rows: Rows) => keepFittingWords(env.asPlugin(), rows, []) },
  { model: 'meeting.room_equipment', on: 'update' as const, run: asOwn(keepFittingWords) },
  { model: 'meeting.room_equipment', on: 'delete' as const, run: asOwn(keepFittingWords) },
];

export const roomServices = {
  decideRoom: { run: (env: MeetingsEnv, input: Parameters<MeetingsService['decideRoom']>[0]) => decideRoom(env, input) },
  swapRoom: { run: (env: MeetingsEnv, input: Parameters<MeetingsService['swapRoom']>[0]) => swapRoom(env, input) },
  assertMayBook: {
    run: async (env: MeetingsEnv, { rooms, host }: Parameters<MeetingsService['assertMayBook']>[0]) => assertMayBook(env, await roomsFor(env, rooms), { host }),
  },
};
