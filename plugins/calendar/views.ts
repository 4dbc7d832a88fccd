import { defineViews, type Env, type MenuEntry, me } from '#core';
import { nextOpenings } from './next-openings.tsx';

const editor = (id: string): string => `/app/working-hours/${id}`;

export const views = defineViews<'calendar'>([
  {
    kind: 'list',
    model: 'calendar.schedule',
    title: 'Working hours',
    help: 'When people, rooms and booking pages are open. One set of hours may serve many.',
    columns: ['name', 'owner', 'timeZone', 'updatedAt'],
    filters: [
      { name: 'mine', label: 'Mine', domain: { owner: me } },
      { name: 'shared', label: 'Shared', domain: { owner: null } },
    ],
    createLink: '/app/working-hours/new',
    search: ['name', 'timeZone'],
    order: ['name'],
    empty: 'No working hours yet. Make the first set, then choose it for people, rooms and booking pages.',
  },
  {
    kind: 'form',
    model: 'calendar.schedule',
    // Written in the editor, whose lines no field of a form could hold.
    noCreate: true,
    noEdit: true,
    noDuplicate: true,
    sections: [{ fields: ['name', 'timeZone', 'owner'] }],
    panels: [(env: Env<'calendar'>, record) => nextOpenings(env, record)],
    actions: [
      { name: 'edit-mine', label: 'Edit the hours', icon: 'pencil', style: 'primary', visible: { owner: me }, link: editor },
      { name: 'edit', label: 'Edit the hours', icon: 'pencil', style: 'primary', visible: { $not: { owner: me } }, groups: ['base.admin'], link: editor },
    ],
    smartButtons: [{ name: 'people', label: 'People', icon: 'users', model: 'base.person', field: 'schedule' }],
  },
  { kind: 'form-extension', model: 'base.person', sections: [{ title: 'Working time', fields: ['schedule'] }], after: 'Habits' },
]);

export const menu: readonly MenuEntry[] = [
  { id: 'calendar.mine', label: 'My working hours', icon: 'clock', href: '/app/my-hours', order: 22 },
  {
    id: 'configuration.working-hours',
    label: 'Working hours',
    icon: 'clock',
    href: '/app/calendar.schedule',
    order: 300,
    section: 'configuration',
    groups: ['base.admin'],
  },
];
