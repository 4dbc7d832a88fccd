import type { Env } from '#core';
import type { FeedSource } from '../ics-mailer/contract.ts';

const MOST = 2_000;

/** What was booked over a link, for the link's host: a calendar feed. */
export const linkFeed: FeedSource = {
  title: 'Booking link',
  choices: async (env: Env<'booking-portal'>, person) =>
    (await env.model('booking.link').pick({ host: person }, ['name'], { order: ['name'], limit: 200 })).map(({ id, name }) => ({ record: id, name })),
  meetings: async (env: Env<'booking-portal'>, link) =>
    (await env.model('booking.booking').pick({ link }, ['meeting'], { order: ['-createdAt'], limit: MOST })).map(({ meeting }) => meeting),
};
