import { z } from 'zod';
import { defineSchema, f, model } from '#core';
import type {} from '../activities/contract.ts';
import type {} from '../base/contract.ts';

const names = z.array(z.string().max(80)).max(500);
/** Names of models, `*` for all. */
export const scopeShape = z.object({ read: names, write: names, act: names });

export const operations = ['created', 'updated', 'deleted'] as const;
export const subscriptionShape = z.array(z.object({ model: z.string().max(80), on: z.array(z.enum(operations)).max(3) })).max(200);

export const schema = defineSchema({
  plugin: 'api',
  depends: ['activities', 'base', 'web'],
  models: {
    'api.key': model({
      label: 'API key',
      labelPlural: 'API keys',
      api: false,
      fields: {
        person: f.ref('base.person', { required: true, onDelete: 'cascade' }),
        name: f.text({ required: true, max: 80 }),
        /** The first characters, to tell keys apart; the key itself is in the token directory as a hash alone. */
        start: f.text({ required: true, max: 20 }),
        scope: f.json(scopeShape, { required: true }),
        expiresAt: f.instant({ required: true }),
        lastUsedAt: f.instant({ audited: false }),
        revokedAt: f.instant(),
      },
      indexes: [{ fields: ['person'] }],
      order: ['-createdAt'],
    }),
    /** Tells another system of changes. What is sent is what its owner may read. */
    'api.webhook': model({
      label: 'Webhook',
      labelPlural: 'Webhooks',
      api: false,
      fields: {
        name: f.text({ required: true, max: 80 }),
        owner: f.ref('base.person', { required: true, onDelete: 'cascade' }),
        url: f.text({ required: true, max: 2000, label: 'Address' }),
        subscriptions: f.json(subscriptionShape, { required: true }),
        /** The record goes along; otherwise only what happened to which record. */
        withRecord: f.bool({ required: true, default: false, label: 'Send the record too' }),
        active: f.bool({ required: true, default: true }),
        secret: f.secret({ required: true }),
        /** Also signs until `formerUntil`, so that the receiver can change over. */
        formerSecret: f.secret(),
        formerUntil: f.instant(),
        /** `Name: value` lines. */
        headers: f.secret(),
        /** Messages in a row that could not be delivered with all tries. */
        failures: f.int({ required: true, default: 0, readonly: true }),
        stoppedAt: f.instant({ readonly: true }),
      },
      indexes: [{ fields: ['owner'] }],
      order: ['name'],
    }),
    /** One message to one webhook. */
    'api.delivery': model({
      label: 'Delivery',
      labelPlural: 'Deliveries',
      title: 'event',
      api: false,
      audited: false,
      fields: {
        webhook: f.ref('api.webhook', { required: true, onDelete: 'cascade' }),
        event: f.text({ required: true, max: 120 }),
        happenedAt: f.instant({ required: true }),
        /** The record it is about; null for a test. */
        record: f.uuid(),
        state: f.choice(['pending', 'sent', 'failed', 'skipped'], { required: true, default: 'pending' }),
        attempts: f.int({ required: true, default: 0 }),
        /** HTTP status of the last answer. */
        status: f.int(),
        /** Milliseconds of the last try. */
        duration: f.int(),
        error: f.text({ max: 300 }),
        /** What was sent last, as it was signed. */
        body: f.longText({ max: 100_000 }),
        triedAt: f.instant(),
      },
      indexes: [{ fields: ['webhook', 'createdAt'] }, { fields: ['createdAt'] }],
      order: ['-createdAt'],
    }),
  },
});

declare module '#core' {
  interface Messages {
    api: typeof import('./i18n/de.json');
  }
  interface Plugins {
    api: typeof schema;
  }
}
