import { defineViews, type Env, type MenuEntry, type RecordAction } from '#core';
import { meetingPanels } from './panels.tsx';

const version = async (env: Env<'meetings'>, id: string): Promise<number> => (await env.model('meeting.event').get(id)).version;

const actions = [
  {
    name: 'confirm',
    bulk: true,
    label: 'Confirm',
    icon: 'check',
    style: 'primary',
    visible: { state: 'draft' },
    run: async (env: Env<'meetings'>, id) => {
      await env.service('meetings').confirm({ id, version: await version(env, id) });
      return { message: env.t('The meeting is confirmed. Invitations are on their way.') };
    },
  },
  {
    name: 'edit',
    label: 'Edit',
    icon: 'pencil',
    visible: { state: { in: ['draft', 'confirmed'] } },
    link: (id) => `/app/meetings/${id}/edit`,
  },
  {
    name: 'cancel',
    bulk: true,
    label: 'Cancel meeting',
    icon: 'calendar-x',
    style: 'danger',
    confirm: 'The time becomes free again and everybody who was invited is told.',
    ask: [{ name: 'reason', label: 'Reason (told to the attendees)', kind: 'text' }],
    visible: { state: { in: ['draft', 'confirmed'] } },
    run: async (env: Env<'meetings'>, id, answers) => {
      await env.service('meetings').cancel({ id, version: await version(env, id), ...(answers['reason'] ? { reason: answers['reason'] } : {}) });
      return { message: env.t('The meeting is cancelled.') };
    },
  },
  {
    name: 'remove',
    bulk: true,
    label: 'Delete',
    icon: 'trash-2',
    style: 'danger',
    confirm: 'The meeting is deleted for good, with its attendees and activities.',
    visible: { state: { in: ['draft', 'cancelled'] } },
    run: async (env: Env<'meetings'>, id) => {
      await env.service('meetings').remove({ id });
      return { to: '/app/meeting.event', message: env.t('The meeting is deleted.') };
    },
  },
] satisfies readonly RecordAction[];

export const views = defineViews<'meetings'>([
  {
    kind: 'list',
    model: 'meeting.event',
    columns: ['subject', 'start', 'host', 'state', 'virtualRoom'],
    filters: [
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
      { title: 'When', fields: ['start', 'end', 'timeZone'] },
      { title: 'Who and where', fields: ['host', 'creator', 'virtualRoom'] },
      { title: 'About', fields: ['description', 'reason'] },
    ],
    actions,
    panels: [meetingPanels],
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
  },
  {
    kind: 'list',
    model: 'meeting.room',
    columns: ['name', 'site', 'capacity', 'equipment', 'timeZone', 'active'],
    search: ['name', 'site', 'equipment'],
    order: ['name'],
    empty: 'No rooms yet. Add the first one, so that meetings can take it.',
  },
  {
    kind: 'form',
    model: 'meeting.room',
    sections: [
      { title: 'Room', fields: ['name', 'site', 'address', 'capacity', 'equipment'] },
      { title: 'Time', fields: ['timeZone', 'schedule', 'active'] },
    ],
    smartButtons: [{ name: 'meetings', label: 'Meetings', icon: 'calendar-days', model: 'meeting.event_room', field: 'room' }],
    related: [
      {
        title: 'Meetings',
        model: 'meeting.event_room',
        field: 'room',
        columns: ['event'],
        order: ['-createdAt'],
        noAdd: true,
        noRemove: true,
        empty: 'No meeting has taken this room yet.',
      },
    ],
  },
  { kind: 'cards', model: 'meeting.room', fields: ['site', 'capacity', 'equipment'] },
  {
    kind: 'pivot',
    model: 'meeting.room',
    rows: 'site',
    columns: 'active',
    choices: ['timeZone', 'schedule'],
    measures: [{ sum: 'capacity' }, { average: 'capacity' }],
  },
  { kind: 'graph', model: 'meeting.room', groupBy: 'site', choices: ['timeZone', 'active'], measure: { sum: 'capacity' }, measures: [{ average: 'capacity' }] },
  {
    kind: 'list',
    model: 'meeting.virtual_room',
    columns: ['name', 'provider', 'host', 'active'],
    search: ['name'],
    order: ['name'],
    empty: 'No virtual rooms yet. Add one, so that meetings get a join link.',
  },
  {
    kind: 'form',
    model: 'meeting.virtual_room',
    sections: [
      { title: 'Virtual room', fields: ['name', 'provider', 'host', 'timeZone', 'active'] },
      { title: 'Options', fields: ['options'] },
    ],
  },
]);

export const menu: readonly MenuEntry[] = [
  { id: 'meetings', label: 'Meetings', icon: 'calendar-days', href: '/app/meeting.event', order: 10 },
  { id: 'meetings.rooms', label: 'Rooms', icon: 'door-open', href: '/app/meeting.room', order: 30 },
  { id: 'meetings.virtual', label: 'Virtual rooms', icon: 'video', href: '/app/meeting.virtual_room', order: 40 },
];
