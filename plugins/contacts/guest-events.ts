import { type Env, on } from '#core';
import { meetingChanged, meetingConfirmed, meetingRequested } from '../meetings/contract.ts';
import { noteGuests } from './note-guests.ts';

const columns = ['event', 'name', 'email', 'phone', 'timeZone', 'language'] as const;

async function noteMeeting(env: Env<'contacts'>, meeting: string): Promise<void> {
  await noteGuests(env, await env.model('meeting.attendee').pick({ event: meeting, person: null }, columns, { order: ['createdAt'] }));
}

/** Guests become contacts after the booking is committed, so that no booking waits for it and none fails of it. */
export const guestEvents = [
  on(meetingRequested, (env: Env<'contacts'>, { meeting }) => noteMeeting(env, meeting)),
  on(meetingConfirmed, (env: Env<'contacts'>, { meeting }) => noteMeeting(env, meeting)),
  on(meetingChanged, async (env: Env<'contacts'>, { meeting, removed }) => {
    const emails = removed.flatMap(({ person, email }) => (person === null ? [email] : []));
    if (emails.length > 0) {
      const gone = await env.model('contacts.contact').pick({ email: { in: emails } }, ['mergedInto']);
      await env.model('contacts.meeting').delete({ event: meeting, contact: { in: gone.map(({ id, mergedInto }) => mergedInto ?? id) } });
    }
    await noteMeeting(env, meeting);
  }),
];
