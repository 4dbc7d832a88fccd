import { z } from 'zod';
import { defineSchema, f, model } from '#core';
import type {} from '../activities/contract.ts';
import type {} from '../base/contract.ts';
import type {} from '../calendar/contract.ts';
import { conferenceModels, virtualRoomConferenceFields } from './conference/conference-models.ts';
import { hosting, inHands, roomUsed } from './in-use.ts';
import { locationFields } from './location/location-fields.ts';
import { doorModels, takeFields } from './pages/door-model.ts';
import { reminderModels } from './reminder-model.ts';
import { personFields, roomFields, roomModels, virtualRoomFields } from './rooms/room-models.ts';
import { seriesFields, seriesModels } from './series/series-model.ts';
import { undoSchema } from './undo-schema.ts';

export const schema = defineSchema({
  plugin: 'meetings',
  depends: ['base', 'web', 'calendar', 'activities'],
  extend: { 'base.person': personFields },
  models: {
    'meeting.room': model({
      label: 'Room',
      labelPlural: 'Rooms',
      archive: 'active',
      thread: { tracked: ['name', 'place', 'capacity', 'timeZone', 'schedule', 'approval', 'active'] },
      fields: {
        name: f.text({ required: true, max: 120 }),
        ...roomFields,
      },
      unique: [['name']],
    }),
    'meeting.virtual_room': model({
      label: 'Virtual room',
      labelPlural: 'Virtual rooms',
      archive: 'active',
      thread: { tracked: ['name', 'provider', 'host', 'active'], followers: ['host'] },
      fields: {
        name: f.text({ required: true, max: 120 }),
        /** Key of an implementation of the contract `meeting.provider`. */
        provider: f.text({ required: true, max: 60 }),
        host: f.ref('base.person', {
          onDelete: 'restrict',
          inUse: inHands('Virtual rooms are in this person’s name. Hand them over first.'),
          help: 'In whose name the provider makes the meetings.',
        }),
        ...virtualRoomFields,
        ...virtualRoomConferenceFields,
        timeZone: f.zone({ required: true, default: 'UTC', label: 'Time zone' }),
        /** Options of the provider for this room. */
        options: f.json(z.record(z.string(), z.unknown()), { required: true, default: {} }),
        active: f.bool({ required: true, default: true }),
      },
      unique: [['name']],
    }),
    'meeting.event': model({
      label: 'Meeting',
      labelPlural: 'Meetings',
      thread: { tracked: ['state', 'start', 'end', 'subject', 'host', 'virtualRoom', 'description'], followers: ['host', 'creator'] },
      title: 'subject',
      fields: {
        subject: f.text({ required: true, max: 200 }),
        description: f.longText(),
        host: f.ref('base.person', { required: true, onDelete: 'restrict', inUse: hosting }),
        creator: f.ref('base.person', { onDelete: 'setNull', readonly: true }),
        start: f.instant({ required: true }),
        end: f.instant({ required: true }),
        /** The zone it was made for, and the wall time there (`YYYY-MM-DDTHH:MM`). */
        timeZone: f.zone({ required: true, label: 'Time zone' }),
        wallStart: f.text({ required: true, max: 20, readonly: true }),
        state: f.choice(['draft', 'confirmed', 'cancelled', 'done'], { required: true, default: 'draft', readonly: true }),
        virtualRoom: f.ref('meeting.virtual_room', {
          onDelete: 'restrict',
          inUse: { words: roomUsed, page: '/app/virtual-rooms/:id/meetings' },
          label: 'Virtual room',
        }),
        ...locationFields,
        /** RFC 5545: made once. */
        uid: f.text({ required: true, readonly: true }),
        /** RFC 5546: raised when time, place or state changes. */
        sequence: f.int({ required: true, default: 0, readonly: true }),
        /** Raised by every change; guards against lost updates and old links. */
        version: f.int({ required: true, default: 1, readonly: true }),
        /** Where it came from: `staff`, `portal`. */
        origin: f.text({ required: true, default: 'staff', max: 40, readonly: true }),
        reason: f.text({ max: 500, readonly: true, label: 'Reason' }),
        /** For host, creator and attendees inside, who read the record; in no mail, calendar file or public page. */
        notes: f.longText({ max: 10_000, personal: true, label: 'Internal notes', help: 'Read by whoever takes part and has an account here; never sent.' }),
        /** Off until somebody has chosen reminders, or the usual ones were made at the first confirm. */
        remindersSet: f.bool({ required: true, default: false, readonly: true, audited: false }),
        /** How it was before it was moved or cancelled, and until when that can be brought back; cleared by any other change. */
        undo: f.json(undoSchema, { readonly: true, audited: false }),
        undoUntil: f.instant({ readonly: true, audited: false }),
        ...seriesFields,
        attendees: f.many('meeting.attendee', 'event'),
        rooms: f.many('meeting.event_room', 'event'),
      },
      unique: [['uid'], ['series', 'recurrence']],
      check: { meeting_event_order: '"end" > start' },
      indexes: [
        { fields: ['host', 'start'] },
        { fields: ['start'] },
        { fields: ['virtualRoom', 'start'], where: 'virtual_room_id IS NOT NULL' },
        { fields: ['creator'] },
      ],
      order: ['start'],
    }),
    'meeting.event_room': model({
      label: 'Room of a meeting',
      title: 'room',
      fields: {
        event: f.ref('meeting.event', { required: true, onDelete: 'cascade' }),
        room: f.ref('meeting.room', { required: true, onDelete: 'restrict', inUse: { words: roomUsed, page: '/app/rooms/:id/meetings' } }),
        ...takeFields,
      },
      unique: [['event', 'room']],
      indexes: [{ fields: ['room'] }],
    }),
    'meeting.attendee': model({
      label: 'Attendee',
      fields: {
        event: f.ref('meeting.event', { required: true, onDelete: 'cascade' }),
        /** Null: a guest from outside, or somebody who is not here any more. */
        person: f.ref('base.person', { onDelete: 'setNull' }),
        name: f.text({ required: true, max: 120, personal: true }),
        email: f.email({ required: true, personal: true }),
        timeZone: f.zone({ required: true, label: 'Time zone' }),
        language: f.text({ required: true, default: 'en', max: 12 }),
        role: f.choice(['host', 'required', 'optional'], { required: true, default: 'required' }),
        partstat: f.choice(['NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE'], { required: true, default: 'NEEDS-ACTION', readonly: true, label: 'Answer' }),
        phone: f.text({ max: 40, personal: true }),
        note: f.longText({ max: 2000, personal: true }),
        /** The SEQUENCE of the last invitation that was sent; null: none yet. */
        toldSequence: f.int({ readonly: true, audited: false }),
        /** The state that the answer is for, when it was given, and a word with it. */
        answeredSequence: f.int({ readonly: true, audited: false }),
        answeredAt: f.instant({ readonly: true, audited: false }),
        answerNote: f.text({ max: 500, readonly: true, personal: true, label: 'Word with the answer' }),
      },
      unique: [['event', 'email']],
      indexes: [{ fields: ['person', 'event'], where: 'person_id IS NOT NULL' }],
    }),
    ...reminderModels,
    ...doorModels,
    ...seriesModels,
    ...roomModels,
    ...conferenceModels,
  },
});

declare module '#core' {
  interface Messages {
    meetings: typeof import('./i18n/de.json');
  }
  interface Plugins {
    meetings: typeof schema;
  }
}
