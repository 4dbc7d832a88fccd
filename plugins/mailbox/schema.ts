import { defineSchema, f, model } from '#core';
import type {} from '../mail/contract.ts';

export const schema = defineSchema({
  plugin: 'mailbox',
  depends: ['base', 'web', 'mail'],
  models: {
    /** How far the mailbox has been read. */
    'mailbox.place': model({
      label: 'Place in the mailbox',
      title: 'mailbox',
      audited: false,
      api: false,
      fields: {
        /** `user@host/folder`. */
        mailbox: f.text({ required: true, max: 400 }),
        /** UIDs count within this validity alone (RFC 9051 §2.3.1.1). */
        validity: f.text({ required: true, max: 20 }),
        lastUid: f.int({ required: true, default: 0 }),
      },
      unique: [['mailbox']],
    }),
  },
});

declare module '#core' {
  interface Messages {
    mailbox: typeof import('./i18n/de.json');
  }
  interface Plugins {
    mailbox: typeof schema;
  }
}
