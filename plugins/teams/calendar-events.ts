import { shorten } from '#core';
import {
  type ChangedMember,
  type Conference,
  type ConferenceRequest,
  type ListedRoom,
  type ProviderContext,
  ProviderFailure,
  readAnswer,
} from '../meetings/contract.ts';
import { type EventAnswer, eventAnswer, eventsAnswer } from './answers.ts';
import { call, organizerOf } from './call.ts';
import { limits } from './limits.ts';

/** Strategy B: the room hangs on an event in the host's calendar, without attendees, so that nobody is mailed. */

const PREFIX = 'atrium:';
/** Where our key stands in an event so that lists can be narrowed to it; the id of the property is ours and never changes. */
const PROPERTY = 'String {6f4c0d7e-2f0b-4f6c-9d1e-6b8a4f1f52c3} Name atrium';
const PAGE = 100;
const MOST_PAGES = 40;

/** Without a link the room is still being made. */
const conferenceOf = ({ id, onlineMeeting }: EventAnswer): Conference =>
  onlineMeeting?.joinUrl ? { externalId: id, joinUrl: onlineMeeting.joinUrl, state: 'ready' } : { externalId: id, joinUrl: '', state: 'pending' };

const eventPath = (user: string, id: string): string => `/users/${user}/events/${encodeURIComponent(id)}`;

/** A civil time and its zone, kept apart as Graph wants it. */
const moment = (at: Date): Record<string, string> => ({ dateTime: at.toISOString().slice(0, 19), timeZone: 'UTC' });
const timesOf = ({ start, end }: ConferenceRequest): Record<string, unknown> => ({ start: moment(start), end: moment(end) });

export async function createEvent(context: ProviderContext, request: ConferenceRequest): Promise<Conference> {
  const doing = 'create';
  const user = await organizerOf(context, doing, request.host);
  const body = {
    subject: shorten(request.subject, limits.titleLength),
    ...(request.description === '' ? {} : { body: { contentType: 'text', content: shorten(request.description, limits.descriptionLength) } }),
    ...timesOf(request),
    isOnlineMeeting: true,
    onlineMeetingProvider: 'teamsForBusiness',
    transactionId: `${PREFIX}${request.operationKey}`,
    singleValueExtendedProperties: [{ id: PROPERTY, value: request.operationKey }],
  };
  try {
    return conferenceOf(readAnswer(doing, eventAnswer, await call(context, { doing, method: 'POST', path: `/users/${user}/events`, body })));
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'conflict.done') throw error;
    const standing = await findEvent(context, request);
    if (standing) return standing;
    // the key is known and the event is not to be seen: asked again later
    throw new ProviderFailure('transient', 'create: an event of this key was made, and is not listed yet');
  }
}

/** Never with a body: Graph keeps the link in it, and whoever writes it loses the link. */
export async function updateEvent(
  context: ProviderContext,
  externalId: string,
  request: ConferenceRequest,
  changed: readonly ChangedMember[],
): Promise<Conference> {
  const doing = 'update';
  const path = eventPath(await organizerOf(context, doing, request.host), externalId);
  const body = {
    ...(changed.includes('subject') ? { subject: shorten(request.subject, limits.titleLength) } : {}),
    ...(changed.includes('time') ? timesOf(request) : {}),
  };
  const answer = await (Object.keys(body).length === 0 ? call(context, { doing, method: 'GET', path }) : call(context, { doing, method: 'PATCH', path, body }));
  return standing(doing, readAnswer(doing, eventAnswer, answer));
}

function standing(doing: string, event: EventAnswer): Conference {
  if (event.isCancelled) throw new ProviderFailure('gone', `${doing}: the event was cancelled`);
  return conferenceOf(event);
}

export async function readEvent(context: ProviderContext, doing: string, externalId: string, request: ConferenceRequest): Promise<Conference> {
  const path = eventPath(await organizerOf(context, doing, request.host), externalId);
  return standing(doing, readAnswer(doing, eventAnswer, await call(context, { doing, method: 'GET', path })));
}

export async function deleteEvent(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<void> {
  await call(context, { doing: 'cancel', method: 'DELETE', path: eventPath(await organizerOf(context, 'cancel', request.host), externalId) });
}

export async function findEvent(context: ProviderContext, request: ConferenceRequest): Promise<Conference | undefined> {
  const doing = 'look up';
  const user = await organizerOf(context, doing, request.host);
  const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${PROPERTY}' and ep/value eq '${request.operationKey.replaceAll("'", "''")}')`;
  const query = new URLSearchParams({ $filter: filter });
  const { value } = readAnswer(doing, eventsAnswer, await call(context, { doing, method: 'GET', path: `/users/${user}/events?${query}` }));
  const found = value.find(({ isCancelled }) => !isCancelled);
  return found && conferenceOf(found);
}

/** Only those whose key has our mark: other programs put keys into events too. */
export async function listEvents(
  context: ProviderContext,
  { from, to, host }: { from: Date; to: Date; host: ConferenceRequest['host'] },
): Promise<ListedRoom[]> {
  const doing = 'list';
  const user = await organizerOf(context, doing, host);
  const found: ListedRoom[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const filter = `start/dateTime ge '${from.toISOString().slice(0, 19)}' and start/dateTime lt '${to.toISOString().slice(0, 19)}'`;
    const query = new URLSearchParams({ $filter: filter, $select: 'id,transactionId,start,isCancelled', $top: String(PAGE), $skip: String(page * PAGE) });
    const { value } = readAnswer(doing, eventsAnswer, await call(context, { doing, method: 'GET', path: `/users/${user}/events?${query}` }));
    for (const { id, transactionId, isCancelled, start } of value)
      if (!isCancelled && transactionId?.startsWith(PREFIX))
        found.push({ externalId: id, operationKey: transactionId.slice(PREFIX.length), start: start ? new Date(`${start.dateTime.slice(0, 19)}Z`) : null });
    if (value.length < PAGE) break;
  }
  return found;
}
