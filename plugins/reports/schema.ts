import { defineSchema, f, model } from '#core';
import type {} from '../booking-portal/contract.ts';
import type {} from '../mail/contract.ts';
import type {} from '../meetings/contract.ts';

export const schema = defineSchema({
  plugin: 'reports',
  depends: ['base', 'web', 'calendar', 'meetings', 'booking-portal', 'mail'],
  models: {
    /** How large something was on a day: `database`, `files`, or the tables of a plugin (`plugin:meetings`). */
    'reports.size': model({
      label: 'Size on a day',
      labelPlural: 'Sizes by day',
      title: 'part',
      audited: false,
      fields: {
        day: f.date({ required: true }),
        part: f.text({ required: true, max: 140 }),
        kilobytes: f.int({ required: true, min: 0 }),
      },
      unique: [['part', 'day']],
      indexes: [{ fields: ['day'] }],
      order: ['-day', 'part'],
    }),
    /** Somebody who wants no weekly mail. */
    'reports.quiet_reader': model({
      label: 'Reader without the weekly mail',
      labelPlural: 'Readers without the weekly mail',
      title: 'person',
      fields: { person: f.ref('base.person', { required: true, onDelete: 'cascade' }) },
      unique: [['person']],
    }),
  },
  extend: {
    'meeting.event': { noShowAt: f.instant({ readonly: true, label: 'Nobody came' }) },
  },
});

declare module '#core' {
  interface Messages {
    reports: typeof import('./i18n/de.json');
  }
  interface Plugins {
    reports: typeof schema;
  }
}
