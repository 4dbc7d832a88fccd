import { defineSchema, f, model } from '#core';
import type {} from '../ics-mailer/contract.ts';
import type {} from '../meetings/contract.ts';

export const schema = defineSchema({
  plugin: 'booking-portal',
  depends: ['base', 'web', 'calendar', 'meetings', 'ics-mailer'],
  models: {
    'booking.link': model({
      label: 'Booking link',
      labelPlural: 'Booking links',
      thread: { tracked: ['name', 'host', 'room', 'virtualRoom', 'schedule', 'durationMin', 'approval', 'active', 'expiresAt'], followers: ['host'] },
      fields: {
        name: f.text({ required: true, max: 120, help: 'What guests read on top of the page.' }),
        description: f.longText({ max: 2000, help: 'Shown beneath the name.' }),
        host: f.ref('base.person', { required: true, onDelete: 'restrict' }),
        room: f.ref('meeting.room', { onDelete: 'restrict', help: 'Taken together with the host’s time.' }),
        virtualRoom: f.ref('meeting.virtual_room', { onDelete: 'restrict', label: 'Virtual room' }),
        schedule: f.ref('calendar.schedule', { required: true, onDelete: 'restrict', label: 'Opening hours' }),
        timeZone: f.zone({ required: true, label: 'Time zone', help: 'What guests see first; their own choice wins.' }),
        durationMin: f.int({ required: true, default: 60, min: 5, max: 1440, label: 'Length (minutes)' }),
        stepMin: f.int({ required: true, default: 60, min: 5, max: 1440, label: 'A start every (minutes)' }),
        bufferBeforeMin: f.int({ required: true, default: 0, min: 0, max: 240, label: 'Pause before (minutes)' }),
        bufferAfterMin: f.int({ required: true, default: 0, min: 0, max: 240, label: 'Pause after (minutes)' }),
        minNoticeMin: f.int({ required: true, default: 60, min: 0, max: 43200, label: 'Notice (minutes)' }),
        windowDays: f.int({ required: true, default: 60, min: 1, max: 730, label: 'Bookable days ahead' }),
        /** Off: the meeting is confirmed at once; on: the host confirms it. */
        approval: f.bool({ required: true, default: true, label: 'I confirm each booking' }),
        active: f.bool({ required: true, default: true }),
        expiresAt: f.instant({ label: 'Closes on' }),
        /** Goes into the address: a new one makes a new address. */
        seed: f.text({ required: true, default: '', max: 40, readonly: true, hidden: ['plugin:booking-portal'] }),
      },
      indexes: [{ fields: ['host'] }],
      order: ['name'],
    }),
    /** What a guest made over a link; the meeting holds the time. */
    'booking.booking': model({
      label: 'Booking',
      title: 'guestName',
      fields: {
        link: f.ref('booking.link', { onDelete: 'setNull' }),
        meeting: f.ref('meeting.event', { required: true, onDelete: 'cascade' }),
        guestName: f.text({ required: true, max: 120, personal: true }),
        guestEmail: f.email({ required: true, personal: true }),
        timeZone: f.zone({ required: true }),
        language: f.text({ required: true, max: 12 }),
        /** Hash of the browser's cookie, so that one browser pauses after a booking. */
        browser: f.text({ max: 64, hidden: true }),
      },
      unique: [['meeting']],
      indexes: [{ fields: ['link'] }, { fields: ['browser', 'createdAt'], where: 'browser IS NOT NULL' }],
    }),
  },
});

declare module '#core' {
  interface Messages {
    'booking-portal': typeof import('./i18n/de.json');
  }
  interface Plugins {
    'booking-portal': typeof schema;
  }
}
