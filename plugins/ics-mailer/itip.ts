/** A calendar object as the receivers know it. */
export type ItipState = { uid: string; sequence: number; status: string; partstat?: string };

/** What happens to it; nothing named: it is sent as it stands. */
export type ItipChange = {
  cancel?: boolean;
  start?: unknown;
  end?: unknown;
  timeZone?: unknown;
  /** Recurrence. */
  rrule?: unknown;
  location?: unknown;
  subject?: unknown;
  description?: unknown;
};

export type ItipMessage = { uid: string; sequence: number; method: 'REQUEST' | 'CANCEL'; status: 'CONFIRMED' | 'CANCELLED' | 'TENTATIVE'; partstat: string };

/** Start, end, zone, recurrence and place: whoever had agreed is asked again (RFC 5546 §2.1.4). */
const significant = ['start', 'end', 'timeZone', 'rrule', 'location'] as const;

/**
 * The message that tells attendees of a change: the UID stays for ever, the SEQUENCE is raised where the time or place changes or the meeting is called off and
 * stays for words alone.
 */
export function itip({ uid, sequence, status, partstat = 'NEEDS-ACTION' }: ItipState, change: ItipChange): ItipMessage {
  if (change.cancel === true) return { uid, sequence: sequence + 1, method: 'CANCEL', status: 'CANCELLED', partstat };
  if (significant.some((key) => change[key] !== undefined))
    return { uid, sequence: sequence + 1, method: 'REQUEST', status: 'CONFIRMED', partstat: 'NEEDS-ACTION' };
  if (status.toUpperCase() === 'CANCELLED') return { uid, sequence, method: 'CANCEL', status: 'CANCELLED', partstat };
  return { uid, sequence, method: 'REQUEST', status: status.toUpperCase() === 'TENTATIVE' ? 'TENTATIVE' : 'CONFIRMED', partstat };
}

export type ItipReply = { uid: string; sequence: number; partstat: string; dtstamp: string };

/** An answer counts unless it is about something else, an older SEQUENCE, or was overtaken by a later answer (RFC 5546 §2.1.5). Instants as ISO 8601. */
export function itipReply(state: ItipReply, reply: ItipReply): { applied: boolean; partstat: string } {
  const overtaken = reply.sequence === state.sequence && Date.parse(reply.dtstamp) < Date.parse(state.dtstamp);
  const applied = reply.uid === state.uid && reply.sequence >= state.sequence && !overtaken;
  return { applied, partstat: applied ? reply.partstat : state.partstat };
}
