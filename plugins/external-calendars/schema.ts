import { defineSchema, f, model } from '#core';
import type {} from '../base/contract.ts';
import type {} from '../calendar/contract.ts';

export const schema = defineSchema({
  plugin: 'external-calendars',
  depends: ['base', 'web', 'calendar', 'activities'],
  models: {
    /** A calendar elsewhere that a person is busy by. What stands in it is not kept, only when it is busy: as claims of the person with a seat of their own. */
    'external.calendar': model({
      label: 'External calendar',
      labelPlural: 'External calendars',
      title: 'name',
      audited: false,
      fields: {
        person: f.ref('base.person', { required: true, onDelete: 'cascade' }),
        name: f.text({ required: true, max: 80 }),
        /** Whoever knows it reads the calendar, so it is sealed and never shown again. */
        address: f.secret({ required: true }),
        /** Of its claims: they never clash with those of meetings (0) or of another calendar. */
        seat: f.int({ required: true, min: 1001, max: 1010 }),
        active: f.bool({ required: true, default: true }),
        etag: f.text({ max: 200 }),
        lastModified: f.text({ max: 100 }),
        /** When the whole file was last read: its series are followed anew every day. */
        readAt: f.instant(),
        checkedAt: f.instant(),
        nextAt: f.instant({ required: true }),
        failures: f.int({ required: true, default: 0, min: 0 }),
        /** A sentence of `problems.ts`, or null. */
        problem: f.text({ max: 300 }),
        /** Of the busy times that are claimed. */
        digest: f.text({ max: 100 }),
        busyCount: f.int({ required: true, default: 0 }),
      },
      unique: [['person', 'seat']],
      indexes: [{ fields: ['nextAt'], where: 'active' }],
      order: ['name'],
    }),
  },
});

declare module '#core' {
  interface Messages {
    'external-calendars': typeof import('./i18n/de.json');
  }
  interface Plugins {
    'external-calendars': typeof schema;
  }
}
