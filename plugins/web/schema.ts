import { z } from 'zod';
import { defineSchema, f, model } from '#core';

export const schema = defineSchema({
  plugin: 'web',
  depends: [],
  models: {
    /** A list as somebody wants to see it again: filters, groups, order. */
    'web.favourite': model({
      label: 'Favourite',
      labelPlural: 'Favourites',
      fields: {
        /** The person who saved it. */
        owner: f.uuid({ required: true, readonly: true }),
        model: f.text({ required: true, max: 80, readonly: true }),
        name: f.text({ required: true, max: 80 }),
        /** The list's address behind the question mark. */
        query: f.text({ required: true, default: '', max: 2000 }),
        /** For everybody who sees the list. */
        shared: f.bool({ required: true, default: false }),
        /** The list begins with it. */
        first: f.bool({ required: true, default: false }),
      },
      indexes: [{ fields: ['model', 'owner'] }],
      order: ['name'],
    }),
    /** How a person likes a list: columns and rows on a page. */
    'web.list_setting': model({
      label: 'List setting',
      audited: false,
      api: false,
      title: 'model',
      fields: {
        owner: f.uuid({ required: true, readonly: true }),
        model: f.text({ required: true, max: 80, readonly: true }),
        columns: f.json(z.array(z.string().max(80)).max(80)),
        pageSize: f.int({ min: 1, max: 500 }),
      },
      unique: [['owner', 'model']],
    }),
    /** A table that was uploaded and waits to be looked at and taken in. Goes after a day. */
    'web.import': model({
      label: 'Import',
      audited: false,
      api: false,
      title: 'fileName',
      fields: {
        owner: f.uuid({ required: true, readonly: true }),
        model: f.text({ required: true, max: 80, readonly: true }),
        fileName: f.text({ required: true, max: 200 }),
        table: f.json(z.object({ head: z.array(z.string()), rows: z.array(z.array(z.string())) }), { required: true }),
        state: f.choice(['waiting', 'applied'], { required: true, default: 'waiting' }),
      },
      indexes: [{ fields: ['owner'] }],
    }),
    /** The name by which tables from outside know a record. */
    'web.external_id': model({
      label: 'External id',
      audited: false,
      api: false,
      labelPlural: 'External ids',
      title: 'key',
      fields: {
        model: f.text({ required: true, max: 80 }),
        key: f.text({ required: true, max: 120 }),
        record: f.uuid({ required: true }),
      },
      unique: [
        ['model', 'key'],
        ['model', 'record'],
      ],
    }),
  },
});

declare module '#core' {
  interface Messages {
    web: typeof import('./i18n/de.json');
  }
  interface Plugins {
    web: typeof schema;
  }
}
