import { z } from 'zod';
import { defineEvent } from '#core';

// What happens to meetings and series, for whoever follows them: after commit, as jobs.

/** `new`: who got no invitation yet; `changed`: who got an older state. */
export const whom = z.enum(['all', 'new', 'changed']);
export type Whom = z.output<typeof whom>;

const meetingId = z.object({ meeting: z.uuid() });

export const meetingRequested = defineEvent('meeting.requested', meetingId);
export const meetingConfirmed = defineEvent('meeting.confirmed', meetingId);
/** An attendee who was taken off, as known until then. */
const removed = z.object({
  id: z.uuid(),
  person: z.uuid().nullable(),
  name: z.string(),
  email: z.string(),
  timeZone: z.string(),
  language: z.string(),
  role: z.enum(['host', 'required', 'optional']),
  partstat: z.string(),
});
export type Removed = z.output<typeof removed>;

/** An attendee's row as what is told of somebody who was taken off. */
export const asRemoved = ({ id, person, name, email, timeZone, language, role, partstat }: Removed): Removed => ({
  id,
  person,
  name,
  email,
  timeZone,
  language,
  role,
  partstat,
});

/** `significant`: time or place, so attendees are asked again (RFC 5546). `removed`: who is told that it is off for them. */
export const meetingChanged = defineEvent('meeting.changed', meetingId.extend({ significant: z.boolean(), removed: z.array(removed) }));
/** Guests came to a meeting that stood already. */
export const meetingJoined = defineEvent('meeting.joined', meetingId.extend({ attendees: z.array(z.uuid()) }));
/** Guests went, and the meeting goes on without them. `moved`: from how many other times they had come here before, which their calendars have counted. */
export const meetingLeft = defineEvent(
  'meeting.left',
  meetingId.extend({ was: z.enum(['draft', 'confirmed']), removed: z.array(removed), moved: z.number().int().default(0) }),
);
const instant = z.coerce.date<string | Date>();

/** A meeting as it was when it was deleted, for whoever has to tell of it. */
const gone = z.object({
  id: z.uuid(),
  subject: z.string(),
  description: z.string().nullable(),
  state: z.enum(['draft', 'confirmed', 'cancelled', 'done']),
  start: instant,
  end: instant,
  timeZone: z.string(),
  uid: z.string(),
  sequence: z.number().int(),
  version: z.number().int(),
  origin: z.string(),
  reason: z.string().nullable(),
  host: z.object({ id: z.uuid(), name: z.string(), email: z.string(), timeZone: z.string(), language: z.string() }),
  rooms: z.array(z.object({ id: z.uuid(), name: z.string(), site: z.string().nullable(), address: z.string().nullable(), timeZone: z.string() })),
  virtualRoom: z.object({ id: z.uuid(), name: z.string(), provider: z.string(), timeZone: z.string() }).nullable(),
  location: z
    .object({ kind: z.enum(['address', 'phone-guest', 'phone-host']), text: z.string() })
    .nullable()
    .default(null),
  joinUrl: z.null(),
  conference: z.null(),
  attendees: z.array(removed.extend({ toldSequence: z.number().int().nullable() })),
});

/**
 * `was`: nobody needs to be told of a draft that was never sent. `by` whom: a guest withdraws, staff decline, or nobody decided in time. `gone`: the meeting was deleted in the same step.
 */
export const meetingCancelled = defineEvent(
  'meeting.cancelled',
  meetingId.extend({ was: z.enum(['draft', 'confirmed']), by: z.enum(['staff', 'guest', 'lapse']), gone: gone.optional() }),
);
/** A confirmed meeting is a draft again: off until it is confirmed anew. */
export const meetingPostponed = defineEvent('meeting.postponed', meetingId);
/** Somebody inside has answered for themselves. */
export const meetingAnswered = defineEvent('meeting.answered', meetingId.extend({ attendee: z.uuid(), answer: z.enum(['ACCEPTED', 'DECLINED', 'TENTATIVE']) }));
/** Somebody asked to send invitations; `request` tells one time from another. */
export const invitationsWanted = defineEvent('meeting.invitations-wanted', meetingId.extend({ whom, request: z.uuid() }));
/** A reminder by mail is due. */
export const reminderDue = defineEvent('meeting.reminder-due', meetingId.extend({ reminder: z.uuid() }));
/**
 * A series was confirmed or changed: one message tells of it as a whole. `removed`: who is no longer invited. Of one that was split the part before is told by its own event.
 */
export const seriesStands = defineEvent(
  'meeting.series-stands',
  z.object({ series: z.uuid(), kind: z.enum(['invitation', 'update']), removed: z.array(removed) }),
);
/** Nothing of a confirmed series takes place any more. */
export const seriesCancelled = defineEvent('meeting.series-cancelled', z.object({ series: z.uuid() }));
/** The join link arrived or changed. */
export const conferenceReady = defineEvent('meeting.conference-ready', meetingId);
