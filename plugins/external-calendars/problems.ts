import type { OutboundError } from '#core';

/** Why a calendar could not be read, in words for its owner; they say nothing about what answers inside our network. */
export const problems = {
  refused: 'This address cannot be used.',
  unreachable: 'The server of the calendar could not be reached.',
  slow: 'The server of the calendar took too long to answer.',
  broken: 'The answer broke off or is larger than 5 MB.',
  status: 'The server of the calendar refused. Check the address, or make a new one there.',
  notCalendar: 'The address leads to something that is no calendar. Look for the address in iCal format.',
  lost: 'The address leads on too often.',
  heavy: 'The calendar is too large or too complicated to read.',
} as const;

export type Problem = (typeof problems)[keyof typeof problems];

/** A calendar that could not be read this time. */
export class Unread extends Error {
  readonly problem: Problem;
  /** Nobody was asked where the host is let alone for a while because of others' calendars: that is no failure of this one. */
  readonly counts: boolean;
  constructor(problem: Problem, counts = true) {
    super(problem);
    this.problem = problem;
    this.counts = counts;
  }
}

export function problemOf(error: OutboundError): Problem {
  switch (error.reason) {
    case 'refused-address':
    case 'dns':
    case 'connect':
    case 'tls':
    case 'breaker-open':
      // the same words for all, so that nobody maps a network by adding calendars
      return problems.unreachable;
    case 'timeout':
    case 'aborted':
      return problems.slow;
    default:
      return problems.broken;
  }
}
