import { defineViews, type Env, type MenuEntry } from '#core';
import { nextOpenings } from './next-openings.tsx';

export const views = defineViews<'calendar'>([
  {
    kind: 'list',
    model: 'calendar.schedule',
    title: 'Working hours',
    help: 'When people, rooms and booking pages are open. One set of hours may serve many.',
    columns: ['name', 'timeZone', 'updatedAt'],
    search: ['name', 'timeZone'],
    order: ['name'],
    empty: 'No working hours yet. Make the first set, then choose it for people, rooms and booking pages.',
  },
  {
    kind: 'form',
    model: 'calendar.schedule',
    sections: [{ fields: ['name', 'timeZone'] }, { title: 'Every week', fields: ['weekly'] }, { title: 'Other days', fields: ['overrides', 'travel'] }],
    panels: [(env: Env<'calendar'>, record) => nextOpenings(env, record)],
    smartButtons: [{ name: 'people', label: 'People', icon: 'users', model: 'base.person', field: 'schedule' }],
  },
  { kind: 'form-extension', model: 'base.person', sections: [{ title: 'Working time', fields: ['schedule'] }], after: 'Habits' },
]);

export const menu: readonly MenuEntry[] = [
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
