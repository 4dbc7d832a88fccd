import { shorten } from '#core';
import type { ChangedMember, ConferenceRequest } from '../meetings/contract.ts';
import { displayZone } from './display-zone.ts';
import { meetingSettings } from './options.ts';

/** Of the service, in characters and minutes. */
export const limits = { titleLength: 200, descriptionLength: 1_900, durationMin: 1_440 };
const AGENDA_LENGTH = 2_000;
const SCHEDULED = 2;

/** Our mark at the end of the agenda: Zoom knows no keys of others, so this is how a meeting is found again. */
export const referenceOf = (operationKey: string): string => `\n\natrium:${operationKey}`;
const reference = /(?:^|\s)atrium:([\w-]{16,64})$/;

/** The operation key in an agenda; undefined: it is not ours. */
export const keyIn = (agenda: string): string | undefined => reference.exec(agenda.trimEnd())?.[1];

const utc = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z');

const timeOf = ({ start, end, timeZone }: ConferenceRequest): Record<string, unknown> => ({
  start_time: utc(start),
  timezone: displayZone(timeZone, start),
  duration: Math.min(limits.durationMin, Math.max(1, Math.ceil((end.getTime() - start.getTime()) / 60_000))),
});

const topicOf = ({ subject }: ConferenceRequest): string => shorten(subject, limits.titleLength);
const agendaOf = ({ description, operationKey }: ConferenceRequest): string => shorten(description, AGENDA_LENGTH, referenceOf(operationKey)).trimStart();

/** The body with which a meeting is made: a scheduled one, in UTC, with our reference. */
export const newMeeting = (request: ConferenceRequest): Record<string, unknown> => ({
  topic: topicOf(request),
  type: SCHEDULED,
  agenda: agendaOf(request),
  default_password: request.options.passcode !== false,
  ...timeOf(request),
  settings: meetingSettings(request.options),
});

/** The body of a change: only what differs, since each member that is sent may undo what the host has set at Zoom. */
export const changedMeeting = (request: ConferenceRequest, changed: readonly ChangedMember[]): Record<string, unknown> => ({
  ...(changed.includes('subject') ? { topic: topicOf(request) } : {}),
  ...(changed.includes('description') ? { agenda: agendaOf(request) } : {}),
  ...(changed.includes('time') ? timeOf(request) : {}),
  ...(changed.includes('options') ? { settings: meetingSettings(request.options) } : {}),
});
