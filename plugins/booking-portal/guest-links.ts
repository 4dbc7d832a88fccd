import type { Env } from '#core';
import type { GuestLinkMaker } from '../ics-mailer/contract.ts';
import { aboutBooking } from './about-booking.ts';
import { manageToken, manageUrl, revisionOf, versionMark } from './manage-link.ts';

/** The addresses in a guest's mail: they name the version of the meeting that the mail is about. */
export const guestLinks: GuestLinkMaker = {
  links: async (env: Env<'booking-portal'>, { meeting, attendee }) => {
    const [details] = await env.service('meetings').details({ ids: [meeting] });
    const guestEmail = details?.attendees.find(({ id }) => id === attendee)?.email;
    if (!details || !guestEmail) return undefined;
    const [booking] = await env.model('booking.booking').find({ meeting, guestEmail, leftAt: null }, { order: ['-createdAt'], limit: 1 });
    if (!booking) return undefined;
    const token = await manageToken(env, booking.id);
    const mark = versionMark(env, booking.id, revisionOf(booking, details));
    return { view: manageUrl(env, token, mark), reschedule: manageUrl(env, token, mark, 'reschedule'), cancel: manageUrl(env, token, mark, 'cancel') };
  },
  booked: aboutBooking,
};
