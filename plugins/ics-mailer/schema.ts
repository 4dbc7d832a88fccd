import { defineSchema, f, model } from '#core';
import type {} from '../calendar/contract.ts';
import type {} from '../mail/contract.ts';
import type {} from '../meetings/contract.ts';

export const schema = defineSchema({
  plugin: 'ics-mailer',
  depends: ['base', 'web', 'mail', 'meetings', 'calendar'],
  models: {
    /** An address under which a calendar program reads meetings. Only the hash of its token is kept, in the directory. */
    'ics.feed': model({
      label: 'Calendar feed',
      labelPlural: 'Calendar feeds',
      title: 'name',
      api: false,
      fields: {
        /** Whose rights decide what is readable. */
        owner: f.ref('base.person', { required: true, onDelete: 'cascade' }),
        name: f.text({ required: true, max: 200 }),
        /** Key of an implementation of the contract `ics-mailer.feed-source`, and which of its records. */
        source: f.text({ required: true, max: 40 }),
        record: f.uuid({ required: true }),
        busyOnly: f.bool({ required: true, default: false, label: 'Busy times only' }),
        /** Raised by a new address. */
        generation: f.int({ required: true, default: 1, readonly: true }),
        /** By the day: who still uses it. */
        readOn: f.date({ readonly: true, audited: false, label: 'Last read' }),
      },
      indexes: [{ fields: ['owner'] }],
      order: ['name'],
    }),
    /** Somebody wants the meetings of the day by mail, every morning that has any. */
    'ics.digest': model({
      label: 'Daily digest',
      labelPlural: 'Daily digests',
      title: 'person',
      audited: false,
      api: false,
      fields: {
        person: f.ref('base.person', { required: true, onDelete: 'cascade' }),
        /** On the person's own clock. */
        hour: f.int({ required: true, default: 7, min: 0, max: 23 }),
        /** The last civil day that was told of. */
        toldOn: f.date({ readonly: true }),
      },
      unique: [['person']],
    }),
    /** What somebody thought of a meeting. */
    'ics.feedback': model({
      label: 'Feedback',
      title: 'name',
      api: 'read',
      fields: {
        event: f.ref('meeting.event', { required: true, onDelete: 'cascade', label: 'Meeting' }),
        /** The attendee; it may be gone since. */
        attendee: f.uuid({ required: true }),
        name: f.text({ required: true, max: 120, personal: true }),
        email: f.email({ required: true, personal: true }),
        stars: f.int({ required: true, min: 1, max: 5 }),
        comment: f.longText({ max: 2000, personal: true }),
      },
      unique: [['event', 'attendee']],
      order: ['-createdAt'],
    }),
  },
});

declare module '#core' {
  interface Messages {
    'ics-mailer': typeof import('./i18n/de.json');
  }
  interface Plugins {
    'ics-mailer': typeof schema;
  }
}
