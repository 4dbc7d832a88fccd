import { defineViews, type Env, type MenuEntry, me } from '#core';
import { callsPanel } from './conference/calls-panel.tsx';
import { optionsPanel } from './conference/options-panel.tsx';
import { providerChoices } from './conference/provider-choices.ts';
import { summaryPanel } from './conference/summary-panel.tsx';
import { heldPanel } from './held-panel.tsx';
import { locationWords } from './location/location-words.ts';
import { meetingActions } from './meeting-actions.ts';
import { meetingHead } from './meeting-head.tsx';
import { meetingPanels } from './panels.tsx';
import { requestPanel } from './rooms/room-requests.tsx';
import { roomMenu } from './rooms/room-views.ts';
import { virtualRoomPanel } from './rooms/virtual-room-panel.tsx';
import { seriesPanel } from './series/series-panel.tsx';

export const views = defineViews<'meetings'>([
  {
    kind: 'list',
    model: 'meeting.event',
    columns: ['subject', 'start', 'host', 'state', 'virtualRoom'],
    filters: [
      { name: 'hosted', label: 'Hosted by me', domain: { host: me } },
      { name: 'invited', label: 'I am invited', domain: { host: { ne: me }, attendees: { some: { person: me } } } },
      { name: 'draft', label: 'To confirm', domain: { state: 'draft' } },
      { name: 'confirmed', label: 'Confirmed', domain: { state: 'confirmed' } },
      { name: 'cancelled', label: 'Cancelled', domain: { state: 'cancelled' } },
    ],
    search: ['subject', 'description'],
    order: ['-start'],
    empty: 'No meetings yet. Plan one, or send somebody your booking link.',
    createLink: '/app/meetings/new',
  },
  {
    kind: 'form',
    model: 'meeting.event',
    status: 'state',
    sections: [
      {
        title: 'Who and where',
        fields: [
          'host',
          'virtualRoom',
          { name: 'locationKind', visible: { locationKind: { ne: null } }, choices: locationWords },
          { name: 'location', visible: { location: { ne: null } } },
          // A guest made it: whoever stands there only lent the name.
          { name: 'creator', visible: { origin: { ne: 'portal' } } },
          'createdAt',
          'timeZone',
        ],
      },
      { title: 'About', fields: ['description', 'notes', { name: 'reason', visible: { reason: { ne: null } } }] },
    ],
    actions: meetingActions,
    lead: [meetingHead],
    panels: [seriesPanel, requestPanel, meetingPanels, summaryPanel, callsPanel],
    noCreate: true,
    noEdit: true,
    noDelete: true,
  },
  { kind: 'calendar', model: 'meeting.event', start: 'start', end: 'end', detail: 'host', colour: 'state' },
  { kind: 'cards', model: 'meeting.event', fields: ['start', 'host', 'virtualRoom'], groupBy: 'state' },
  {
    kind: 'graph',
    model: 'meeting.event',
    groupBy: { field: 'start', by: 'month' },
    choices: [{ field: 'start', by: 'week' }, 'host', 'state', 'virtualRoom', 'origin'],
  },
  {
    kind: 'pivot',
    model: 'meeting.event',
    rows: 'host',
    columns: { field: 'start', by: 'month' },
    choices: ['state', 'virtualRoom', { field: 'start', by: 'week' }],
  },
  {
    kind: 'form-extension',
    model: 'base.person',
    smartButtons: [{ name: 'meetings', label: 'Meetings hosted', icon: 'calendar-days', model: 'meeting.event', field: 'host' }],
    panels: [heldPanel],
  },
  {
    kind: 'list',
    model: 'meeting.virtual_room',
    columns: ['name', 'provider', 'host', 'licences', 'active'],
    search: ['name'],
    order: ['name'],
    empty: 'No virtual rooms yet. Add one, so that meetings get a join link.',
  },
  {
    kind: 'form',
    model: 'meeting.virtual_room',
    sections: [
      {
        title: 'Virtual room',
        fields: ['name', { name: 'provider', choices: providerChoices }, { name: 'host', visible: { pooled: false } }, 'timeZone', 'licences', 'active'],
      },
      { title: 'Pool of hosts', fields: ['pooled', { name: 'pool', through: 'person', visible: { pooled: true } }] },
    ],
    panels: [virtualRoomPanel, optionsPanel],
    used: async (env: Env<'meetings'>, id) => (await env.asPlugin().model('meeting.event').count({ virtualRoom: id })) > 0,
  },
]);

export const menu: readonly MenuEntry[] = [
  { id: 'meetings.providers', label: 'Video services', icon: 'video', href: '/app/providers', order: 45, groups: ['meetings.manager', 'base.admin'] },
  { id: 'meetings.calendar', label: 'Calendar', icon: 'calendar', href: '/app/calendar', order: 9 },
  { id: 'meetings', label: 'Meetings', icon: 'calendar-days', href: '/app/meeting.event', order: 10 },
  { id: 'meetings.approvals', label: 'Approvals', icon: 'inbox', href: '/app/approvals', order: 12 },
  { id: 'meetings.timeline', label: 'Room timeline', icon: 'gantt-chart', href: '/app/rooms/timeline', order: 29 },
  { id: 'meetings.rooms', label: 'Rooms', icon: 'door-open', href: '/app/meeting.room', order: 30 },
  { id: 'meetings.virtual', label: 'Virtual rooms', icon: 'video', href: '/app/meeting.virtual_room', order: 40 },
  ...roomMenu,
];
