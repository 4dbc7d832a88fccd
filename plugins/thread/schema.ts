import { z } from 'zod';
import { defineSchema, f, model } from '#core';
import type {} from '../activities/contract.ts';
import type {} from '../base/contract.ts';
import type {} from '../mail/contract.ts';

/** Bytes of one piece of a file. */
export const PIECE = 512 * 1024;

/** Every row belongs to a record by its model's name and its id. Nobody but this plugin reaches them: whoever may read the record gets them from it. */
export const schema = defineSchema({
  plugin: 'thread',
  depends: ['base', 'web', 'activities', 'mail'],
  models: {
    'thread.message': model({
      label: 'Message',
      labelPlural: 'Messages',
      title: 'kind',
      fields: {
        model: f.text({ required: true, max: 120 }),
        record: f.uuid({ required: true }),
        /** note: nobody is told but who is mentioned; comment: followers are told; system: a plugin says what happened. */
        kind: f.choice(['note', 'comment', 'system'], { required: true }),
        /** Null: a plugin, or a person who is gone. */
        author: f.ref('base.person', { onDelete: 'setNull' }),
        /** As typed; of a system line the English sentence, to be translated for its reader. */
        body: f.longText({ max: 10_000, personal: true }),
        /** What stands in for `{name}` in a system line. */
        values: f.json(z.record(z.string(), z.union([z.string(), z.number()])), { required: true, default: {} }),
        mentions: f.json(z.array(z.uuid()), { required: true, default: [] }),
        editedAt: f.instant(),
        /** Taken back: the text is gone, that there was one stays. */
        removedAt: f.instant(),
      },
      indexes: [{ fields: ['record', 'id'] }],
      order: ['-id'],
    }),
    /** What a message said before it was edited. */
    'thread.edit': model({
      label: 'Earlier text',
      title: 'createdAt',
      audited: false,
      fields: {
        message: f.ref('thread.message', { required: true, onDelete: 'cascade' }),
        body: f.longText({ required: true, max: 10_000, personal: true }),
      },
      order: ['-id'],
    }),
    /** Whoever said so; people whom the model names follow without a row. */
    'thread.follower': model({
      label: 'Follower',
      title: 'model',
      audited: false,
      fields: {
        model: f.text({ required: true, max: 120 }),
        record: f.uuid({ required: true }),
        person: f.ref('base.person', { required: true, onDelete: 'cascade' }),
        follows: f.bool({ required: true, default: true }),
      },
      unique: [['record', 'person', 'model']],
    }),
    'thread.file': model({
      label: 'Attachment',
      labelPlural: 'Attachments',
      fields: {
        model: f.text({ required: true, max: 120 }),
        record: f.uuid({ required: true }),
        message: f.ref('thread.message', { onDelete: 'cascade' }),
        person: f.ref('base.person', { onDelete: 'setNull' }),
        name: f.text({ required: true, max: 200 }),
        /** By its first bytes, whatever the upload said of itself. */
        type: f.text({ required: true, max: 80 }),
        size: f.int({ required: true, min: 0 }),
      },
      indexes: [{ fields: ['record', 'id'] }],
      order: ['-id'],
    }),
    'thread.piece': model({
      label: 'Piece of an attachment',
      title: 'position',
      audited: false,
      fields: {
        file: f.ref('thread.file', { required: true, onDelete: 'cascade' }),
        position: f.int({ required: true, min: 0 }),
        content: f.bytes({ required: true }),
      },
      unique: [['file', 'position']],
      order: ['position'],
    }),
  },
});

declare module '#core' {
  interface Messages {
    thread: typeof import('./i18n/de.json');
  }
  interface Plugins {
    thread: typeof schema;
  }
}
