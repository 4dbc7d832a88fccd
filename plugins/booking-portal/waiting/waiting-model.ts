import { f, model } from '#core';

/** Of a link: may guests wait for a time that is taken. */
export const linkWaitingFields = {
  waitlist: f.bool({ required: true, default: false, label: 'Waiting list', help: 'Guests can ask to be told when a time that is taken becomes free.' }),
  waitlistHours: f.int({ required: true, default: 4, min: 1, max: 168, label: 'What becomes free is kept for the next in line (hours)' }),
};

export const waitingModels = {
  /** A guest who waits for a time of a link. */
  'booking.waiting': model({
    label: 'Guest on the waiting list',
    labelPlural: 'Waiting list',
    fields: {
      link: f.ref('booking.link', { required: true, onDelete: 'cascade' }),
      name: f.text({ required: true, max: 120, personal: true }),
      email: f.email({ required: true, personal: true }),
      /** Starts from the one to the other suit, both included; a single time where they are the same. */
      from: f.instant({ required: true, label: 'Wanted from' }),
      until: f.instant({ required: true, label: 'Wanted until' }),
      minutes: f.int({ required: true, min: 5, max: 1440, label: 'Length (minutes)' }),
      /** Which of the link's places; null: it has none to choose from. */
      place: f.text({ max: 20, label: 'Chosen place' }),
      timeZone: f.zone({ required: true, label: 'Time zone' }),
      language: f.text({ required: true, default: 'en', max: 12 }),
      state: f.choice(['waiting', 'offered', 'booked', 'left', 'lapsed'], { required: true, default: 'waiting', readonly: true }),
      /** The start that is kept for the guest, and until when. */
      offeredStart: f.instant({ readonly: true, label: 'Offered' }),
      offeredUntil: f.instant({ readonly: true, label: 'Kept until' }),
    },
    check: { booking_waiting_stretch: '"until" >= "from"' },
    indexes: [{ fields: ['link', 'state', 'createdAt'] }, { fields: ['until'] }],
    order: ['createdAt'],
  }),
};
