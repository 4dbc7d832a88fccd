import { z } from 'zod';
import { defineSchema, f, model } from '#core';
import type {} from '../ics-mailer/contract.ts';
import type {} from '../meetings/contract.ts';
import { linksInHands, linkWasBooked } from './in-hands.ts';
import { bookingRequestFields, linkRequestFields } from './inbox/request-fields.ts';
import { placeList } from './places/place.ts';
import { questionList } from './questions.ts';
import { bookingSeatFields, linkSeatFields } from './seats/seat-fields.ts';
import { styleField, styleModels } from './style/style-model.ts';
import { teamModels } from './team/team-models.ts';
import { linkWaitingFields, waitingModels } from './waiting/waiting-model.ts';

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
        slug: f.text({
          max: 60,
          label: 'Readable address',
          help: 'The last part, for example ann-intro; empty: a secret one. Anybody may guess a readable address.',
        }),
        /** Of its page, the first where a browser asks for none of them; empty: all that there are. */
        languages: f.json(z.array(z.string().regex(/^[a-z]{2,3}$/)).max(10), {
          required: true,
          default: [],
          help: 'Of the page for guests, for example en, de; empty: all.',
        }),
        host: f.ref('base.person', { required: true, onDelete: 'restrict', inUse: linksInHands }),
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
        ...linkRequestFields,
        style: styleField,
        active: f.bool({ required: true, default: true }),
        expiresAt: f.instant({ label: 'Closes on' }),
        /** Whose time is offered; `host` alone, or those of `hosts`. */
        hosting: f.choice(['host-alone', 'any-of-several', 'all-of-them', 'some-of-them'], {
          required: true,
          default: 'host-alone',
          label: 'Who meets the guest',
        }),
        hosts: f.many('booking.link_host', 'link', { label: 'Hosts' }),
        hostsNeeded: f.int({ required: true, default: 2, min: 1, max: 50, label: 'So many of them' }),
        assignment: f.choice(['least-recently-booked', 'fewest-upcoming', 'by-weight'], {
          required: true,
          default: 'least-recently-booked',
          label: 'Who of them',
          help: 'Of those who are free at the time that the guest chose.',
        }),
        showHost: f.bool({ required: true, default: true, label: 'Guests read who they meet' }),
        /** Beside `durationMin`; minutes. */
        otherDurations: f.json(z.array(z.number().int().min(5).max(1440)).max(6), {
          required: true,
          default: [],
          label: 'Other lengths to choose from (minutes)',
          help: 'With commas between them, for example 15, 30.',
        }),
        grid: f.choice(['opening', 'clock'], { required: true, default: 'opening', label: 'Starts are counted from' }),
        bufferPolicy: f.choice(['shared', 'added'], { required: true, default: 'shared', label: 'Pauses of neighbours' }),
        windowKind: f.choice(['calendar-days', 'business-days'], { required: true, default: 'calendar-days', label: 'Days ahead are' }),
        opensOn: f.date({ label: 'Bookable from' }),
        closesOn: f.date({ label: 'Bookable until' }),
        maxPerDay: f.int({ min: 1, max: 1000, label: 'Bookings a day' }),
        maxPerWeek: f.int({ min: 1, max: 1000, label: 'Bookings a week' }),
        maxPerMonth: f.int({ min: 1, max: 10000, label: 'Bookings a month' }),
        maxMinutesPerDay: f.int({ min: 5, max: 1440, label: 'Booked minutes a day' }),
        maxMinutesPerWeek: f.int({ min: 5, max: 10080, label: 'Booked minutes a week' }),
        maxMinutesPerMonth: f.int({ min: 5, max: 44640, label: 'Booked minutes a month' }),
        maxBookings: f.int({ min: 1, max: 100000, label: 'Closes after so many bookings', help: '1: the link works once.' }),
        guestsAllowed: f.int({ required: true, default: 0, min: 0, max: 20, label: 'Others whom a guest may bring' }),
        questions: f.json(questionList, { required: true, default: [] }),
        consent: f.text({ max: 500, label: 'Consent', help: 'A sentence that guests must agree to; empty: none.' }),
        cancelNoticeMin: f.int({
          required: true,
          default: 0,
          min: 0,
          max: 43200,
          label: 'Moved and cancelled until (minutes before)',
          help: 'Later than that guests are asked to write to the host.',
        }),
        policy: f.text({ max: 500, label: 'Policy for moving and cancelling', help: 'Shown before a guest books, moves or cancels.' }),
        /** Origins, one per line. */
        embedSites: f.longText({
          max: 1000,
          label: 'Sites that may show this page',
          help: 'One per line, for example https://www.example.org; empty: none. The lines to paste stand beside the address.',
        }),
        ...linkSeatFields,
        ...linkWaitingFields,
        /** What the guest chooses from; empty: `room` and `virtualRoom`. */
        places: f.json(placeList, { required: true, default: [], label: 'Places to choose from' }),
        /** Goes into the address: a new one makes a new address. */
        seed: f.text({ required: true, default: '', max: 40, readonly: true, hidden: ['plugin:booking-portal'] }),
      },
      unique: [['slug']],
      indexes: [{ fields: ['host'] }],
      order: ['name'],
    }),
    /** One of several who may meet the guests of a link. */
    'booking.link_host': model({
      label: 'Host of a link',
      labelPlural: 'Hosts of links',
      title: 'person',
      fields: {
        link: f.ref('booking.link', { required: true, onDelete: 'cascade' }),
        person: f.ref('base.person', { required: true, onDelete: 'restrict', inUse: linksInHands }),
        weight: f.int({ required: true, default: 100, min: 1, max: 1000, help: 'Somebody with 200 gets twice as many bookings as somebody with 100.' }),
      },
      unique: [['link', 'person']],
      indexes: [{ fields: ['person'] }],
    }),
    /** What a guest made over a link; the meeting holds the time. */
    'booking.booking': model({
      label: 'Booking',
      title: 'guestName',
      fields: {
        link: f.ref('booking.link', { onDelete: 'restrict', inUse: linkWasBooked }),
        meeting: f.ref('meeting.event', { required: true, onDelete: 'cascade' }),
        guestName: f.text({ required: true, max: 120, personal: true }),
        guestEmail: f.email({ required: true, personal: true }),
        timeZone: f.zone({ required: true }),
        language: f.text({ required: true, max: 12 }),
        /** Who was chosen to meet the guest: persons. */
        hosts: f.json(z.array(z.uuid()), { required: true, default: [], readonly: true }),
        /** Answers to the link's questions as they were asked: `[{question, answer}]`. */
        answers: f.json(z.array(z.object({ question: z.string(), answer: z.string() })), { required: true, default: [], personal: true }),
        /** What the host should know, in the guest's words. */
        note: f.longText({ max: 2000, readonly: true, personal: true }),
        ...bookingSeatFields,
        /** Which of the link's places; null: it had none to choose from. */
        place: f.text({ max: 20, readonly: true, label: 'Chosen place' }),
        ...bookingRequestFields,
        /** Hash of the browser's cookie, so that one browser pauses after a booking. */
        browser: f.text({ max: 64, hidden: true }),
      },
      indexes: [
        { fields: ['meeting'] },
        { fields: ['link'] },
        { fields: ['browser', 'createdAt'], where: 'browser IS NOT NULL' },
        { fields: ['answerBy'], where: 'answer_by IS NOT NULL' },
      ],
    }),
    ...waitingModels,
    ...styleModels,
    ...teamModels,
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
