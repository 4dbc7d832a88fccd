import { type AccessTable, me, type RecordRule } from '#core';
import { kept, managers } from '../access-parts.ts';

/** Everybody reads where rooms are and what is in them; meeting managers keep them. What was asked of a room manager is written by its own steps alone. */
export const roomAccess = {
  'meeting.site': kept,
  'meeting.floor': kept,
  'meeting.equipment': kept,
  'meeting.room_equipment': kept,
  'meeting.room_manager': kept,
  'meeting.pool_host': kept,
  'meeting.room_photo': { 'plugin:meetings': 'crud' },
  'meeting.room_request': { user: 'r', 'meetings.manager': 'r', 'base.admin': 'r', 'plugin:meetings': 'crud' },
} satisfies Record<string, AccessTable>;

/** Who gives this room away. */
const inMyRooms = { room: { where: { managers: { some: { person: me } } } } };

export const roomRules: readonly RecordRule[] = [
  { name: 'managers: every request for a room', model: 'meeting.room_request', groups: managers, domain: true },
  {
    name: 'requests of my meetings and for my rooms',
    model: 'meeting.room_request',
    groups: ['user'],
    operations: 'r',
    domain: { $or: [{ event: { readable: true } }, inMyRooms] },
  },
];
