import { defineViews, type Env, type MenuEntry } from '#core';
import { doorPanel } from '../pages/door-panel.tsx';
import { roomMeetings } from './room-meetings.tsx';
import { roomPanel } from './room-panel.tsx';

/** Rooms, where they are and what is in them. */
export const roomViews = defineViews<'meetings'>([
  {
    kind: 'list',
    model: 'meeting.room',
    columns: ['name', 'place', 'floor', 'capacity', 'equipment', 'timeZone', 'active'],
    filters: [{ name: 'approval', label: 'With approval', domain: { approval: true } }],
    search: ['name', 'site', 'equipment'],
    order: ['name'],
    empty: 'No rooms yet. Add the first one, so that meetings can take it.',
    help: 'A room goes into the archive when no meeting is planned in it any more; its page leads to a list from which they move.',
  },
  {
    kind: 'form',
    model: 'meeting.room',
    sections: [
      {
        title: 'Room',
        fields: ['name', 'capacity', 'place', 'floor', 'address', { name: 'fittings', through: 'equipment' }, { name: 'description', wide: true }],
      },
      { title: 'Time', fields: ['timeZone', 'schedule', 'setUpMin', 'cleanUpMin'] },
      { title: 'Booking', fields: ['approval', { name: 'managers', through: 'person', visible: { approval: true } }, 'active'] },
    ],
    used: async (env: Env<'meetings'>, id) => (await env.asPlugin().model('meeting.event_room').count({ room: id })) > 0,
    smartButtons: [{ name: 'meetings', label: 'Meetings', icon: 'calendar-days', model: 'meeting.event_room', field: 'room' }],
    panels: [roomMeetings, roomPanel],
    related: [{ title: 'Equipment', model: 'meeting.room_equipment', field: 'room', columns: ['equipment', 'quantity'], empty: 'Nothing is noted yet.' }],
  },
  { kind: 'form-extension', model: 'meeting.room', panels: [doorPanel] },
  { kind: 'cards', model: 'meeting.room', fields: ['place', 'capacity', 'equipment'] },
  {
    kind: 'pivot',
    model: 'meeting.room',
    rows: 'place',
    columns: 'active',
    choices: ['timeZone', 'schedule', 'floor'],
    measures: [{ sum: 'capacity' }, { average: 'capacity' }],
  },
  {
    kind: 'graph',
    model: 'meeting.room',
    groupBy: 'place',
    choices: ['timeZone', 'active', 'floor'],
    measure: { sum: 'capacity' },
    measures: [{ average: 'capacity' }],
  },
  {
    kind: 'list',
    model: 'meeting.site',
    columns: ['name', 'address', 'timeZone', 'active'],
    search: ['name', 'address'],
    order: ['name'],
    empty: 'No sites yet. Add one for every place where you have rooms.',
  },
  {
    kind: 'form',
    model: 'meeting.site',
    sections: [{ title: 'Site', fields: ['name', 'address', 'timeZone', 'active'] }],
    smartButtons: [{ name: 'rooms', label: 'Rooms', icon: 'door-open', model: 'meeting.room', field: 'place' }],
    related: [
      { title: 'Floors', model: 'meeting.floor', field: 'site', columns: ['name', 'position'], empty: 'No floors yet; rooms do not need one.' },
      { title: 'Rooms', model: 'meeting.room', field: 'place', columns: ['name', 'floor', 'capacity'], noAdd: true, noRemove: true, empty: 'No rooms yet.' },
    ],
  },
  { kind: 'list', model: 'meeting.floor', columns: ['site', 'name', 'position'], search: ['name'], order: ['site', 'position'], empty: 'No floors yet.' },
  { kind: 'form', model: 'meeting.floor', sections: [{ title: 'Floor', fields: ['site', 'name', 'position'] }] },
  { kind: 'list', model: 'meeting.equipment', columns: ['name', 'icon'], search: ['name'], order: ['name'], empty: 'No equipment yet.' },
  {
    kind: 'form',
    model: 'meeting.equipment',
    sections: [{ title: 'Equipment', fields: ['name', 'icon'] }],
    related: [{ title: 'Rooms', model: 'meeting.room_equipment', field: 'equipment', columns: ['room', 'quantity'], empty: 'In no room yet.' }],
  },
  { kind: 'list', model: 'meeting.room_equipment', columns: ['room', 'equipment', 'quantity'], order: ['room'], empty: 'No equipment yet.' },
  { kind: 'form', model: 'meeting.room_equipment', sections: [{ title: 'Equipment of a room', fields: ['room', 'equipment', 'quantity'] }] },
  { kind: 'form-extension', model: 'base.person', after: 'Working hours', sections: [{ title: 'Place', fields: ['site'] }] },
]);

const keepers = ['meetings.manager', 'base.admin'];

export const roomMenu: readonly MenuEntry[] = [
  { id: 'meetings.find', label: 'Find a room', icon: 'search', href: '/app/rooms/find', order: 28 },
  { id: 'meetings.sites', label: 'Sites', icon: 'map-pin', href: '/app/meeting.site', order: 300, section: 'configuration', groups: keepers },
  { id: 'meetings.equipment', label: 'Equipment', icon: 'monitor', href: '/app/meeting.equipment', order: 310, section: 'configuration', groups: keepers },
];
