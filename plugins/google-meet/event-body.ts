import { createHash } from 'node:crypto';
import { shorten } from '#core';
import type { ChangedMember, ConferenceRequest } from '../meetings/contract.ts';

export const limits = { titleLength: 1_024, descriptionLength: 8_000, durationMin: 20_160 };

/** Where our key stands in an event: private to the app, and lists can be narrowed to it. */
export const PROPERTY = 'atrium';

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The id of the event, ours: the same for every try, so a second create is harmless. Ids of deleted events are taken for good, so a key has several.
 * @param turn 0, or how many events of this key were deleted
 */
export const eventId = (operationKey: string, turn: number): string => hex(turn === 0 ? operationKey : `${operationKey} ${turn}`);

/** Names one wish for a room: with the same one Google makes no second room. */
export const requestId = (operationKey: string, wish: string): string => hex(`${operationKey} ${wish}`).slice(0, 32);

export const roomWish = (request: string): Record<string, unknown> => ({
  conferenceData: { createRequest: { requestId: request, conferenceSolutionKey: { type: 'hangoutsMeet' } } },
});

const timesOf = ({ start, end, timeZone }: ConferenceRequest): Record<string, unknown> => ({
  start: { dateTime: start.toISOString(), timeZone },
  end: { dateTime: end.toISOString(), timeZone },
});

/** An event with a room and without attendees: whom to invite is our affair, and so are the mails. */
export const newEvent = (request: ConferenceRequest, turn: number): Record<string, unknown> => ({
  id: eventId(request.operationKey, turn),
  summary: shorten(request.subject, limits.titleLength),
  description: shorten(request.description, limits.descriptionLength),
  ...timesOf(request),
  extendedProperties: { private: { [PROPERTY]: request.operationKey } },
  ...roomWish(requestId(request.operationKey, `room ${turn}`)),
});

/** Only what differs; the room is left out, so the link stays. */
export const changedEvent = (request: ConferenceRequest, changed: readonly ChangedMember[]): Record<string, unknown> => ({
  ...(changed.includes('subject') ? { summary: shorten(request.subject, limits.titleLength) } : {}),
  ...(changed.includes('description') ? { description: shorten(request.description, limits.descriptionLength) } : {}),
  ...(changed.includes('time') ? timesOf(request) : {}),
});
