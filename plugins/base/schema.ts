import { defineSchema, f, model } from '#core';
import type {} from '../web/contract.ts';

export const schema = defineSchema({
  plugin: 'base',
  depends: ['web'],
  models: {
    'base.account': model({
      label: 'Account',
      global: true,
      title: 'email',
      fields: {
        email: f.email({ required: true, personal: true }),
        passwordHash: f.text({ max: 300, hidden: ['plugin:base'] }),
        active: f.bool({ required: true, default: true }),
        lastSignIn: f.instant({ readonly: true, audited: false }),
      },
      unique: [['email']],
    }),
    'base.session': model({
      label: 'Session',
      labelPlural: 'Sessions',
      audited: false,
      global: true,
      title: 'device',
      fields: {
        tokenHash: f.text({ required: true, hidden: ['plugin:base'] }),
        account: f.ref('base.account', { required: true, onDelete: 'cascade' }),
        device: f.text({ required: true, max: 300 }),
        address: f.text({ personal: true, max: 60 }),
        expiresAt: f.instant({ required: true }),
        lastSeenAt: f.instant({ required: true }),
      },
      unique: [['tokenHash']],
      indexes: [{ fields: ['account'] }],
    }),
    'base.person': model({
      label: 'Person',
      labelPlural: 'People',
      fields: {
        name: f.text({ required: true, personal: true, max: 120 }),
        email: f.email({ required: true, personal: true }),
        account: f.ref('base.account', { onDelete: 'restrict' }),
        active: f.bool({ required: true, default: true }),
        timeZone: f.zone({ required: true, default: 'UTC', label: 'Time zone' }),
        /** Null: not chosen yet; the browser's zone is taken at the first sign-in. */
        zoneChosenAt: f.instant({ readonly: true, hidden: ['plugin:base'] }),
        language: f.text({ required: true, default: 'en', max: 12 }),
        hour12: f.bool({ required: true, default: false, label: '12-hour clock' }),
        weekStart: f.int({ required: true, default: 1, min: 1, max: 7, label: 'Week starts on' }),
        /** When the person first set a password; null: invited, or without an account. */
        joinedAt: f.instant({ readonly: true }),
        phone: f.text({ personal: true, max: 40, hidden: ['plugin:base', 'base.admin'] }),
        /** PNG, JPEG or WebP, up to 256 kB; checked by its first bytes. */
        photo: f.bytes({ personal: true, hidden: ['plugin:base'] }),
        /** Raised by every upload; part of the picture's address. Null: no photo. */
        photoAt: f.instant({ readonly: true }),
        memberships: f.many('base.membership', 'person'),
      },
      unique: [['email'], ['account']],
      // lists of people stand in this order
      indexes: [{ fields: ['name'] }],
    }),
    'base.membership': model({
      label: 'Group membership',
      title: 'group',
      fields: {
        person: f.ref('base.person', { required: true, onDelete: 'cascade' }),
        group: f.text({ required: true, max: 80 }),
      },
      unique: [['person', 'group']],
    }),
    /** A picture of the workspace (its logo). Never changed: a new upload is a new row, so that its address may be cached for ever. */
    'base.picture': model({
      label: 'Picture',
      title: 'purpose',
      fields: {
        purpose: f.choice(['logo'], { required: true }),
        type: f.choice(['image/png', 'image/jpeg', 'image/webp'], { required: true }),
        content: f.bytes({ required: true }),
      },
    }),
  },
});

declare module '#core' {
  interface Messages {
    base: typeof import('./i18n/de.json');
  }
  interface Plugins {
    base: typeof schema;
  }
}
