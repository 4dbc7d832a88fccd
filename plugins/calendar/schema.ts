import { defineSchema, f, model } from '#core';
import type {} from '../base/contract.ts';
import { holidaysSchema, overridesSchema, timeOffSchema, travelSchema, weeklySchema } from './schedule-shape.ts';

export const schema = defineSchema({
  plugin: 'calendar',
  depends: ['base', 'web'],
  models: {
    'calendar.schedule': model({
      label: 'Working hours',
      labelPlural: 'Working hours',
      api: 'write',
      fields: {
        name: f.text({ required: true }),
        /** Whose own hours they are; null: kept by administrators, for rooms and for everybody. */
        owner: f.ref('base.person', { onDelete: 'setNull', help: 'May change them; without an owner administrators do.' }),
        timeZone: f.zone({ required: true, label: 'Time zone' }),
        weekly: f.json(weeklySchema, {
          required: true,
          label: 'Hours of the week',
          help: '1 is Monday, 7 is Sunday; 24:00 ends a day. For example [{"days": [1, 2, 3, 4, 5], "ranges": [["09:00", "12:00"], ["13:00", "17:00"]]}]',
        }),
        overrides: f.json(overridesSchema, {
          required: true,
          default: [],
          label: 'Single days',
          help: 'In place of the usual hours; without ranges the day is closed. For example [{"date": "2027-12-24", "ranges": []}]',
        }),
        travel: f.json(travelSchema, {
          required: true,
          default: [],
          label: 'Other time zones',
          help: 'While away, the hours are read on the clock there. For example [{"from": "2027-03-01", "to": "2027-03-05", "timeZone": "Asia/Tokyo"}]',
        }),
        holidays: f.json(holidaysSchema, { help: 'A country’s holidays on which nothing is open. For example {"country": "DE", "region": "BY"}' }),
      },
      indexes: [{ fields: ['owner'] }],
    }),
    /** One resource taken for one stretch of time. Two blocking claims of a resource and seat that overlap cannot exist. */
    'calendar.claim': model({
      label: 'Claim',
      audited: false,
      title: 'kind',
      fields: {
        /** `room`, `virtual_room`, `person`; plugins may bring more. */
        kind: f.text({ required: true, max: 40 }),
        resource: f.uuid({ required: true }),
        seat: f.int({ required: true, default: 0, min: 0 }),
        during: f.range({ required: true }),
        blocking: f.bool({ required: true, default: true }),
        /** Minutes within `during` in which it is made ready before, and tidied up after. */
        setUp: f.int({ required: true, default: 0, min: 0, max: 1440 }),
        cleanUp: f.int({ required: true, default: 0, min: 0, max: 1440 }),
        /** Buffers that this booking carries, in minutes; outside `during`. */
        bufferBefore: f.int({ required: true, default: 0, min: 0, max: 1440 }),
        bufferAfter: f.int({ required: true, default: 0, min: 0, max: 1440 }),
        /** The record that holds it. */
        sourceModel: f.text({ required: true, max: 80 }),
        source: f.uuid({ required: true }),
        /** A hold or request that lapses; null: for good. */
        expiresAt: f.instant(),
      },
      exclude: [{ name: 'calendar_claim_no_overlap', using: { resource: '=', during: '&&', kind: '=', seat: '=' }, where: 'blocking' }],
      check: {
        calendar_claim_during:
          'NOT isempty(during) AND lower(during) IS NOT NULL AND upper(during) IS NOT NULL AND lower_inc(during) AND NOT upper_inc(during)',
      },
      indexes: [{ fields: ['sourceModel', 'source'] }, { fields: ['expiresAt'], where: 'expires_at IS NOT NULL' }],
    }),
  },
  extend: {
    'base.person': {
      schedule: f.ref('calendar.schedule', { onDelete: 'restrict', label: 'Working hours' }),
      /** Days off with their reasons: read by nobody but the person, on a page of the person's own. */
      timeOff: f.json(timeOffSchema, { required: true, default: [], personal: true, hidden: ['plugin:calendar'], label: 'Time off' }),
    },
  },
});

declare module '#core' {
  interface Messages {
    calendar: typeof import('./i18n/de.json');
  }
  interface Plugins {
    calendar: typeof schema;
  }
}
