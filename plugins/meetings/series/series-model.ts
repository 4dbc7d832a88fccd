import { z } from 'zod';
import { f, model } from '#core';
import { hosting } from '../in-use.ts';

/** A meeting that repeats. Its dates are meetings of their own, which point here with the date by the rule. */
export const seriesModels = {
  'meeting.series': model({
    label: 'Series',
    labelPlural: 'Series',
    title: 'subject',
    fields: {
      subject: f.text({ required: true, max: 200 }),
      host: f.ref('base.person', { required: true, onDelete: 'restrict', inUse: hosting }),
      creator: f.ref('base.person', { onDelete: 'setNull', readonly: true }),
      /** RFC 5545, normalised; UNTIL in UTC. */
      rule: f.text({ required: true, max: 500, readonly: true }),
      /** Whose clock counts: 09:00 stays 09:00 there. */
      timeZone: f.zone({ required: true, readonly: true, label: 'Time zone' }),
      /** The first date by the rule, `YYYY-MM-DDTHH:MM` on that clock. */
      wallStart: f.text({ required: true, max: 16, readonly: true, label: 'First date' }),
      minutes: f.int({ required: true, min: 1, max: 20_160, readonly: true }),
      /** Dates by the rule that do not take place, on that clock. */
      exdates: f.json(z.array(z.string().max(16)).max(2_000), { required: true, default: [], readonly: true, label: 'Left out' }),
      state: f.choice(['draft', 'confirmed', 'cancelled'], { required: true, default: 'draft', readonly: true }),
      /** Meetings are there for every date before this civil day. */
      through: f.date({ required: true, readonly: true, label: 'Planned until' }),
      /** The rule has no date beyond. */
      complete: f.bool({ required: true, default: false, readonly: true }),
      /** One for all dates (RFC 5545): made once. */
      uid: f.text({ required: true, readonly: true }),
      sequence: f.int({ required: true, default: 0, readonly: true }),
      version: f.int({ required: true, default: 1, readonly: true }),
      meetings: f.many('meeting.event', 'series'),
    },
    unique: [['uid']],
    indexes: [{ fields: ['host'] }, { fields: ['creator'] }, { fields: ['through'], where: 'NOT complete' }],
  }),
};

/** What a date of a series says of it. */
export const seriesFields = {
  series: f.ref('meeting.series', { onDelete: 'restrict', readonly: true, label: 'Series' }),
  /** The date by the rule, on the series's clock: RECURRENCE-ID. */
  recurrence: f.text({ max: 16, readonly: true, label: 'Date by the rule' }),
  /** Changed by hand: changes of the whole series leave it as it is. */
  exception: f.bool({ required: true, default: false, readonly: true, label: 'Changed by hand' }),
};
