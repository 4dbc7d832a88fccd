import { defineSchema, f, model } from '#core';
import type {} from '../base/contract.ts';

export const schema = defineSchema({
  plugin: 'mail',
  depends: ['base', 'web'],
  models: {
    'mail.server': model({
      label: 'Outgoing mail server',
      labelPlural: 'Outgoing mail servers',
      fields: {
        name: f.text({ required: true }),
        host: f.text({ required: true, max: 255, label: 'Server address' }),
        port: f.int({ required: true, default: 587, min: 1, max: 65535 }),
        security: f.choice(['none', 'starttls', 'tls'], { required: true, default: 'starttls' }),
        user: f.text({ max: 200 }),
        password: f.secret(),
        priority: f.int({ required: true, default: 10 }),
        active: f.bool({ required: true, default: true }),
        /** Mails that it takes in a minute, from all processes together; null: any number. */
        perMinute: f.int({ min: 1, max: 1000000, label: 'Mails a minute', help: 'All processes together. Empty: any number.' }),
        /** Set when it refused our credentials; cleared by a passing test. */
        parkedReason: f.text({ readonly: true, max: 300 }),
      },
      unique: [['name']],
      order: ['priority'],
    }),
    'mail.message': model({
      label: 'Mail',
      labelPlural: 'Mails',
      audited: false,
      title: 'subject',
      fields: {
        /** `<…>` without brackets; made from the row's id, so that a resend is recognisable. */
        messageId: f.text({ required: true, max: 300, readonly: true }),
        /** What it is: `ics-mailer.invitation`. */
        kind: f.text({ required: true, max: 80, readonly: true }),
        toName: f.text({ max: 120, personal: true }),
        toEmail: f.email({ required: true, personal: true }),
        replyTo: f.text({ max: 300 }),
        subject: f.text({ required: true, max: 500, personal: true }),
        text: f.longText({ required: true, max: 200000, personal: true }),
        html: f.longText({ max: 500000, personal: true }),
        /** The calendar object, and its METHOD. */
        ics: f.longText({ max: 500000, personal: true }),
        icsMethod: f.text({ max: 20 }),
        state: f.choice(['queued', 'sent', 'failed', 'suppressed'], { required: true, default: 'queued', readonly: true }),
        attempts: f.int({ required: true, default: 0, readonly: true }),
        /** Why it was not sent, in plain words. */
        problem: f.text({ max: 500, readonly: true }),
        sentAt: f.instant({ readonly: true }),
        /** The record that it is about. */
        sourceModel: f.text({ max: 80 }),
        source: f.uuid(),
        /** The text holds a link that opens an account: it is taken out as soon as nothing more is to be sent. */
        secretText: f.bool({ required: true, default: false, readonly: true }),
        /** Address that ends mails of this kind with one press (RFC 8058). */
        unsubscribe: f.text({ max: 1000, readonly: true }),
        /** At most one mail per key; a second `send` with it does nothing. */
        dedupeKey: f.text({ max: 300 }),
      },
      unique: [['messageId'], ['dedupeKey']],
      indexes: [
        { fields: ['state', 'createdAt'] },
        { fields: ['sourceModel', 'source'] },
        { fields: ['toEmail'] },
        { fields: ['createdAt'], where: 'ics IS NOT NULL' },
      ],
      order: ['-createdAt'],
    }),
    'mail.suppression': model({
      label: 'Suppressed address',
      labelPlural: 'Suppressed addresses',
      title: 'email',
      fields: { email: f.email({ required: true, personal: true }), reason: f.text({ required: true, max: 500 }) },
      unique: [['email']],
    }),
    /** What administrators write in place of the usual words of a kind of mail. */
    'mail.template': model({
      label: 'Mail template',
      labelPlural: 'Mail templates',
      title: 'kind',
      api: false,
      fields: {
        /** A key of the contract `mail.kind`. */
        kind: f.text({ required: true, max: 80 }),
        language: f.text({ required: true, max: 12 }),
        subject: f.text({ required: true, max: 200 }),
        lead: f.longText({ required: true, max: 2000 }),
        closing: f.longText({ max: 4000 }),
      },
      unique: [['kind', 'language']],
    }),
    /** What became of a mail that arrived here; the mail itself is not kept. */
    'mail.received': model({
      label: 'Received mail',
      labelPlural: 'Received mails',
      audited: false,
      title: 'subject',
      fields: {
        /** Of its bytes: a mail is taken once. */
        digest: f.text({ required: true, max: 60, readonly: true, hidden: ['plugin:mail'] }),
        fromEmail: f.text({ max: 320, personal: true, readonly: true, label: 'From' }),
        subject: f.text({ max: 500, personal: true, readonly: true }),
        outcome: f.choice(['done', 'refused', 'ignored'], { required: true, readonly: true }),
        reason: f.text({ required: true, max: 500, readonly: true }),
      },
      unique: [['digest']],
      indexes: [{ fields: ['createdAt'] }],
      order: ['-createdAt'],
    }),
    /** How many mails went to a server or a domain in the current minute, for all processes. */
    'mail.quota': model({
      label: 'Mail quota',
      audited: false,
      title: 'key',
      fields: {
        key: f.text({ required: true, max: 300 }),
        minute: f.instant({ required: true }),
        used: f.int({ required: true, default: 0 }),
      },
      unique: [['key']],
    }),
    /** Development: a mail that the built-in mailbox took instead of sending it on. In the database, so that every process sees it. */
    'mail.captured': model({
      label: 'Captured mail',
      labelPlural: 'Captured mails',
      audited: false,
      title: 'subject',
      fields: {
        toEmail: f.text({ required: true, max: 320, personal: true }),
        subject: f.text({ max: 500, personal: true }),
        /** As it came over the wire (RFC 5322). */
        raw: f.bytes({ required: true, personal: true }),
      },
      indexes: [{ fields: ['createdAt'] }],
      order: ['-createdAt'],
    }),
  },
});

declare module '#core' {
  interface Messages {
    mail: typeof import('./i18n/de.json');
  }
  interface Plugins {
    mail: typeof schema;
  }
}
