import { type AccessTable, type GroupDefinition, me, portalRecord, type RecordRule } from '#core';
import { kept, managers, mine } from './access-parts.ts';
import { conferenceAccess, conferenceRules } from './conference/conference-access.ts';
import { roomAccess, roomRules } from './rooms/room-access.ts';

export const groups: Record<string, GroupDefinition> = {
  'meetings.manager': { title: 'Meeting manager', help: 'Sees, changes and cancels everybody’s meetings; keeps rooms and virtual rooms.' },
};

const everybodyOwn: AccessTable = { user: 'crud', 'meetings.manager': 'crud', 'base.admin': 'crud', 'plugin:meetings': 'crud' };

export const access = {
  'meeting.event': everybodyOwn,
  'meeting.series': everybodyOwn,
  'meeting.event_room': everybodyOwn,
  'meeting.attendee': everybodyOwn,
  'meeting.reminder': everybodyOwn,
  ...conferenceAccess,
  ...roomAccess,
  'meeting.room': kept,
  'meeting.virtual_room': kept,
  'meeting.door': { 'meetings.manager': 'crud', 'base.admin': 'crud', 'plugin:meetings': 'crud', 'portal:meeting.door': 'r' },
  'calendar.claim': { 'plugin:meetings': 'r' },
  'calendar.schedule': { 'plugin:meetings': 'r' },
  'activity.activity': { 'plugin:meetings': 'r' },
} satisfies Record<string, AccessTable>;

/**
 * Four layers: managers may all; the host of a meeting may change it; so may the host of the meeting that a record is linked to; so may whoever made it. Attendees read.
 * Everybody else learns that a person or a room is taken, from the calendar, and nothing more.
 */
const attending = { $or: [{ host: me }, { creator: me }, { attendees: { some: { person: me } } }] };

export const rules: readonly RecordRule[] = [
  ...roomRules,
  { name: 'managers: every meeting', model: 'meeting.event', groups: managers, domain: true },
  { name: 'hosts, creators and attendees read', model: 'meeting.event', groups: ['user'], operations: 'r', domain: attending },
  { name: 'hosts and creators change', model: 'meeting.event', groups: ['user'], operations: 'cud', domain: mine },
  { name: 'managers: every series', model: 'meeting.series', groups: managers, domain: true },
  { name: 'hosts and creators of a series', model: 'meeting.series', groups: ['user'], domain: mine },
  { name: 'keepers of rooms: every display', model: 'meeting.door', groups: managers, domain: true },
  { name: 'the display of the token', model: 'meeting.door', groups: ['portal:meeting.door'], operations: 'r', domain: { id: portalRecord } },
  { name: 'managers: every attendee', model: 'meeting.attendee', groups: managers, domain: true },
  {
    name: 'attendees of my meetings',
    model: 'meeting.attendee',
    groups: ['user'],
    operations: 'r',
    domain: { $or: [{ person: me }, { event: { where: mine } }] },
  },
  { name: 'hosts and creators change attendees', model: 'meeting.attendee', groups: ['user'], operations: 'cud', domain: { event: { where: mine } } },
  { name: 'managers: rooms of every meeting', model: 'meeting.event_room', groups: managers, domain: true },
  { name: 'rooms of my meetings', model: 'meeting.event_room', groups: ['user'], operations: 'r', domain: { event: { readable: true } } },
  { name: 'hosts and creators change rooms', model: 'meeting.event_room', groups: ['user'], operations: 'cud', domain: { event: { where: mine } } },
  ...conferenceRules,
  { name: 'managers: every reminder', model: 'meeting.reminder', groups: managers, domain: true },
  { name: 'reminders of my meetings', model: 'meeting.reminder', groups: ['user'], operations: 'r', domain: { event: { readable: true } } },
  { name: 'hosts and creators change reminders', model: 'meeting.reminder', groups: ['user'], operations: 'cud', domain: { event: { where: mine } } },
];
