import { z } from 'zod';
import { f } from '#core';

/** Of a link: how many guests may come to one time. */
export const linkSeatFields = {
  seats: f.int({
    required: true,
    default: 1,
    min: 1,
    max: 1000,
    label: 'Seats at each time',
    help: 'With more than one, guests who choose the same time come to one meeting. None of them reads of the others.',
  }),
  showSeats: f.bool({ required: true, default: true, label: 'Guests read how many seats are left' }),
};

/** Of a booking: what it has of a meeting that several guests share. */
export const bookingSeatFields = {
  /** Several guests come to the meeting, each with a booking of their own. */
  shared: f.bool({ required: true, default: false, readonly: true }),
  /** The guest and those who come along. */
  seats: f.int({ required: true, default: 1, min: 1, max: 1000, readonly: true }),
  /** Those who come along. */
  others: f.json(z.array(z.object({ name: z.string(), email: z.string() })), { required: true, default: [], personal: true, readonly: true }),
  /** How often a shared seat went to another time: links of mails before that are used up. */
  moves: f.int({ required: true, default: 0, readonly: true }),
  /** The seat was given back; the meeting goes on with the others. */
  leftAt: f.instant({ readonly: true, label: 'Seat given back' }),
};
