import type { InUse } from '#core';

const page = '/app/people/:id/hand-over';

/** What keeps a person here until it is handed over. */
export const linksInHands: InUse = { words: 'Booking links are in this person’s hands. Hand them over first.', page };
export const pagesInHands: InUse = { words: 'Pages for guests are in this person’s hands. Hand them over first.', page };
/** What was booked over a link tells where it came from: the link is switched off, and stays. */
export const linkWasBooked: InUse = {
  words: 'Guests have booked over this link, so it stays. Switch it off instead: nobody can book over it then.',
  page: '/app/booking.link/:id',
};
