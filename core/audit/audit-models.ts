import { z } from 'zod';
import { f } from '../model/field.ts';
import { defineSchema, model } from '../model/schema.ts';

/** Who started what changed a record. */
const actors = ['anonymous', 'user', 'portal', 'plugin', 'system'] as const;

/** By field: `[before, after]`, or null where only the fact is kept (secrets, bytes, hidden and personal fields). */
const changes = z.record(z.string(), z.union([z.tuple([z.unknown(), z.unknown()]), z.null()]));

/** The core's own models. They are read like any other, by whom an access table lets in; written by the core alone. */
export const auditSchema = defineSchema({
  plugin: 'core',
  depends: [],
  models: {
    /** One record made, changed or deleted. Never changed itself: the database refuses. */
    'core.audit': model({
      label: 'Audit entry',
      labelPlural: 'Audit log',
      title: 'title',
      audited: false,
      fields: {
        model: f.text({ required: true, max: 120, label: 'Record type' }),
        record: f.uuid({ required: true }),
        /** The record's title then; empty where that is personal. */
        title: f.text({ max: 200 }),
        operation: f.choice(['create', 'update', 'delete'], { required: true }),
        actor: f.choice(actors, { required: true, label: 'Started by' }),
        account: f.uuid(),
        /** The person behind it, also where a plugin did it in that person's request. */
        person: f.uuid(),
        /** The plugin whose code wrote it. */
        plugin: f.text({ required: true, max: 120 }),
        /** Kind of the token that let a guest in; `api.key` for a person's program. */
        token: f.text({ max: 120 }),
        /** Why the access rules were set aside, where they were. */
        sudo: f.text({ max: 300, label: 'Rules set aside for' }),
        request: f.text({ max: 100 }),
        address: f.text({ max: 60 }),
        changes: f.json(changes, { required: true, default: {} }),
      },
      indexes: [{ fields: ['record', 'id'] }, { fields: ['model', 'id'] }, { fields: ['person', 'id'], where: 'person IS NOT NULL' }],
      order: ['-id'],
    }),
    /** Something that matters for safety, counted per minute, kind, address and account, so that no flood fills the table. */
    'core.security_event': model({
      label: 'Security event',
      labelPlural: 'Security events',
      title: 'kind',
      audited: false,
      fields: {
        minute: f.instant({ required: true }),
        kind: f.text({ required: true, max: 40 }),
        /** An IPv4 address, or the /64 of an IPv6 one; empty where there is none, or too many. */
        address: f.text({ required: true, default: '', max: 60 }),
        /** Id of the account, or empty. */
        account: f.text({ required: true, default: '', max: 40 }),
        /** Which route, which limit, which reason. */
        detail: f.text({ required: true, default: '', max: 200 }),
        count: f.int({ required: true, default: 1, min: 1 }),
        lastAt: f.instant({ required: true }),
      },
      unique: [['minute', 'kind', 'address', 'account', 'detail']],
      indexes: [{ fields: ['kind', 'minute'] }],
      order: ['-minute'],
    }),
  },
});
