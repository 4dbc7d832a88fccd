import { defineSchema, f, model } from '#core';
import type {} from '../base/contract.ts';

export const schema = defineSchema({
  plugin: 'activities',
  depends: ['base', 'web'],
  models: {
    'activity.activity': model({
      label: 'Activity',
      labelPlural: 'Activities',
      audited: false,
      title: 'summary',
      fields: {
        /** The record it is about. */
        model: f.text({ required: true, max: 80 }),
        record: f.uuid({ required: true }),
        /** What it is for its maker (`invitation`): with model, record and person it is there once. */
        kind: f.text({ required: true, max: 60 }),
        person: f.ref('base.person', { required: true, onDelete: 'cascade' }),
        summary: f.text({ required: true, max: 300 }),
        note: f.longText(),
        /** The person's own civil date. */
        due: f.date({ required: true }),
        /** When it takes place, if it is about a time. */
        startsAt: f.instant(),
        endsAt: f.instant(),
        link: f.text({ max: 2000 }),
        doneAt: f.instant({ readonly: true }),
      },
      unique: [['model', 'record', 'kind', 'person']],
      indexes: [
        { fields: ['person', 'due'], where: 'done_at IS NULL' },
        { fields: ['endsAt'], where: 'ends_at IS NOT NULL' },
      ],
      order: ['due', 'startsAt'],
    }),
  },
});

declare module '#core' {
  interface Messages {
    activities: typeof import('./i18n/de.json');
  }
  interface Plugins {
    activities: typeof schema;
  }
}
