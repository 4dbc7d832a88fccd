import { defineSchema, f, model } from '#core';
import type {} from '../base/contract.ts';
import type {} from '../meetings/contract.ts';

export const schema = defineSchema({
  plugin: 'contacts',
  depends: ['base', 'web', 'meetings'],
  models: {
    /** Somebody outside, known by one address. Only people inside ever change what stands here. */
    'contacts.contact': model({
      label: 'Contact',
      labelPlural: 'Contacts',
      title: 'name',
      archive: 'active',
      thread: { tracked: ['name', 'email', 'phone', 'company', 'timeZone', 'active'] },
      fields: {
        name: f.text({ required: true, max: 120, personal: true }),
        email: f.email({ required: true, personal: true, label: 'E-mail address' }),
        company: f.text({ max: 120 }),
        phone: f.text({ max: 40, personal: true }),
        timeZone: f.zone({ required: true, default: 'UTC', label: 'Time zone' }),
        language: f.text({ required: true, default: 'en', max: 12 }),
        notes: f.longText({ personal: true }),
        active: f.bool({ required: true, default: true }),
        /** The contact that took this one's place: who writes from this address is that one. Never points at one that was merged itself. */
        mergedInto: f.ref('contacts.contact', { onDelete: 'setNull', readonly: true, label: 'Merged into' }),
        suggestions: f.many('contacts.suggestion', 'contact'),
      },
      unique: [['email']],
      indexes: [{ fields: ['mergedInto'], where: 'merged_into_id IS NOT NULL' }, { fields: ['name'] }, { fields: ['company'] }],
      order: ['name'],
    }),
    /** Something that a guest typed and that differs from what is known: taken over or dismissed by people inside. */
    'contacts.suggestion': model({
      label: 'Suggested change',
      labelPlural: 'Suggested changes',
      title: 'value',
      audited: false,
      fields: {
        contact: f.ref('contacts.contact', { required: true, onDelete: 'cascade' }),
        field: f.choice(['name', 'phone'], { required: true }),
        value: f.text({ required: true, max: 120, personal: true }),
        state: f.choice(['open', 'dismissed'], { required: true, default: 'open' }),
      },
      unique: [['contact', 'field', 'value']],
    }),
    /** Which contact takes part in which meeting. */
    'contacts.meeting': model({
      label: 'Meeting of a contact',
      labelPlural: 'Meetings of contacts',
      title: 'event',
      audited: false,
      fields: {
        contact: f.ref('contacts.contact', { required: true, onDelete: 'cascade' }),
        event: f.ref('meeting.event', { required: true, onDelete: 'cascade', label: 'Meeting' }),
      },
      unique: [['contact', 'event']],
      indexes: [{ fields: ['event'] }],
    }),
  },
});

declare module '#core' {
  interface Messages {
    contacts: typeof import('./i18n/de.json');
  }
  interface Plugins {
    contacts: typeof schema;
  }
}
