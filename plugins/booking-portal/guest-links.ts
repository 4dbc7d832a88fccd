import type { Env } from '#core';
import type { GuestLinkMaker } from '../ics-mailer/contract.ts';
import { manageToken, manageUrl, versionMark } from './manage-link.ts';

/** The addresses in a guest's mail: they name the version of the meeting that the mail is about. */
export const guestLinks: GuestLinkMaker = {
  links: async (env: Env<'booking-portal'>, { meeting, attendee }) => {
    const [booking] = await env.model('booking.booking').find({ meeting });
    if (!booking) return undefined;
    const [details] = await env.service('meetings').details({ ids: [meeting] });
    if (details?.attendees.find(({ id }) => id === attendee)?.email !== booking.guestEmail) return undefined;
    const token = await manageToken(env, booking.id);
    const mark = versionMark(env, booking.id, details.version);
    return { view: manageUrl(env, token, mark), reschedule: manageUrl(env, token, mark, 'reschedule'), cancel: manageUrl(env, token, mark, 'cancel') };
  },
};
