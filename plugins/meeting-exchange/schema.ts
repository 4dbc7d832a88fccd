import { defineSchema, f, model } from '#core';
import type {} from '../base/contract.ts';
import type {} from '../calendar/contract.ts';
import type {} from '../meetings/contract.ts';
import { storedRows } from './import-row.ts';

export const schema = defineSchema({
  plugin: 'meeting-exchange',
  depends: ['base', 'web', 'calendar', 'meetings'],
  models: {
    /** A file of meetings between the upload and the import; goes after a day. */
    'exchange.import': model({
      label: 'Import of meetings',
      labelPlural: 'Imports of meetings',
      title: 'fileName',
      audited: false,
      fields: {
        owner: f.ref('base.person', { required: true, onDelete: 'cascade' }),
        fileName: f.text({ required: true, max: 200 }),
        state: f.choice(['waiting', 'applied'], { required: true, default: 'waiting' }),
        rows: f.json(storedRows, { required: true, audited: false }),
      },
      indexes: [{ fields: ['createdAt'] }, { fields: ['owner'] }],
    }),
  },
});

declare module '#core' {
  interface Messages {
    'meeting-exchange': typeof import('./i18n/de.json');
  }
  interface Plugins {
    'meeting-exchange': typeof schema;
  }
}
