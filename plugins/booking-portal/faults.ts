import { defineErrors } from '#core';

export const fault = defineErrors({
  BOOKING_SLOT_TAKEN: { status: 409, title: 'This time was just taken. Please choose another one.' },
  BOOKING_MADE: { status: 409, title: 'You have booked this time already.' },
  BOOKING_SLOT_UNKNOWN: { status: 409, title: 'This time cannot be booked. Please choose one of the times shown.' },
  BOOKING_SEATS_FEW: { status: 409, title: 'There are not enough seats left at this time for all of you. Please choose another one.' },
  BOOKING_WAITLIST_FREE: { status: 409, title: 'This is free: you can book it at once.' },
  BOOKING_WAITLIST_FULL: { status: 409, title: 'The waiting list is full. Please choose another time.' },
  BOOKING_LINK_USED: { status: 409, title: 'This link was already used. The booking has changed since; its newest state is shown.' },
  BOOKING_LINK_FULL: { status: 409, title: 'This link has been used as often as it may be. Please ask your host for a new one.' },
  BOOKING_TOO_LATE: { status: 409, title: 'It is too late to change this booking here. Please write to your host.' },
  BOOKING_BEGUN: { status: 409, title: 'This meeting has begun already, so it cannot be changed here any more. Please write to your host.' },
  BOOKING_TOO_FAST: { status: 429, title: 'You booked just now. Please wait a moment before the next booking.' },
  BOOKING_PROOF_NEEDED: { status: 403, title: 'One moment: your browser is asked to do a small piece of work, because there were many tries from here.' },
});
