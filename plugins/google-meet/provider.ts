import {
  type ChangedMember,
  type Conference,
  type ConferenceRequest,
  type ListedRoom,
  type MeetingProvider,
  type ProviderContext,
  ProviderFailure,
  readAnswer,
} from '../meetings/contract.ts';
import { codeOf, type EventAnswer, eventAnswer, listAnswer, roomOf } from './answers.ts';
import { call, organizerOf } from './call.ts';
import { renewChannels } from './channels.ts';
import { changedEvent, eventId, limits, newEvent, PROPERTY, requestId, roomWish } from './event-body.ts';
import { quotas } from './quotas.ts';
import { accountNeeds, settings } from './settings.ts';
import { testConnection } from './test-connection.ts';
import { handleWebhook } from './webhook.ts';

const EVENTS = '/calendar/v3/calendars/primary/events';
const MOST_TURNS = 5;
const MOST_PAGES = 40;

const isGone = (error: unknown): boolean => error instanceof ProviderFailure && error.kind === 'gone';

/** A room that could not be made is asked for once more when it is looked at. */
function conferenceOf(event: EventAnswer): Conference {
  const room = roomOf(event);
  return room.state === 'ready'
    ? { externalId: event.id, joinUrl: room.joinUrl, state: 'ready', ...codeOf(room.joinUrl) }
    : { externalId: event.id, joinUrl: '', state: 'pending' };
}

/** Our ids are hex; anything else never stood there. */
const eventPath = (doing: string, id: string): string => {
  if (!/^[a-v0-9]{5,1024}$/.test(id)) throw new ProviderFailure('gone', `${doing}: this is no id of an event`);
  return `${EVENTS}/${id}`;
};

/** The event as it stands; undefined: it is gone. Deleted events answer too. */
async function readEvent(context: ProviderContext, doing: string, subject: string, id: string): Promise<EventAnswer | undefined> {
  try {
    const event = readAnswer(doing, eventAnswer, await call(context, subject, { doing, method: 'GET', path: eventPath(doing, id) }));
    return event.status === 'cancelled' ? undefined : event;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The id of a deleted event is never free again: then the next one of the same key is taken. */
async function create(context: ProviderContext, request: ConferenceRequest): Promise<Conference> {
  const subject = organizerOf(context, 'create', request.host);
  const path = `${EVENTS}?conferenceDataVersion=1&sendUpdates=none`;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    try {
      return conferenceOf(
        readAnswer('create', eventAnswer, await call(context, subject, { doing: 'create', method: 'POST', path, body: newEvent(request, turn) })),
      );
    } catch (error) {
      if (!(error instanceof ProviderFailure) || error.kind !== 'conflict.done') throw error;
    }
    const standing = await readEvent(context, 'create', subject, eventId(request.operationKey, turn));
    if (standing) return conferenceOf(standing);
  }
  throw new ProviderFailure('permanent', `create: ${MOST_TURNS} events of this key were deleted`);
}

/** A wish for a room that failed is made once more; if that fails too, the event goes and another is made. */
async function poll(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<Conference> {
  const doing = 'poll';
  const subject = organizerOf(context, doing, request.host);
  const event = await readEvent(context, doing, subject, externalId);
  if (!event) throw new ProviderFailure('gone', 'poll: the event was deleted');
  if (roomOf(event).state !== 'failed') return conferenceOf(event);
  const again = requestId(request.operationKey, `again ${externalId}`);
  if (event.conferenceData?.createRequest?.requestId === again) {
    await cancel(context, externalId, request);
    throw new ProviderFailure('gone', 'poll: the service could not make a room, twice');
  }
  const path = `${eventPath(doing, externalId)}?conferenceDataVersion=1&sendUpdates=none`;
  return conferenceOf(readAnswer(doing, eventAnswer, await call(context, subject, { doing, method: 'PATCH', path, body: roomWish(again) })));
}

async function findByKey(context: ProviderContext, request: ConferenceRequest): Promise<Conference | undefined> {
  const subject = organizerOf(context, 'look up', request.host);
  const query = new URLSearchParams({ privateExtendedProperty: `${PROPERTY}=${request.operationKey}` });
  const found = readAnswer('look up', listAnswer, await call(context, subject, { doing: 'look up', method: 'GET', path: `${EVENTS}?${query}` }));
  const standing = found.items.find(({ status }) => status !== 'cancelled');
  return standing && conferenceOf(standing);
}

/** What is sent is what has changed; conference data is left out, so the link stays. */
async function update(context: ProviderContext, externalId: string, request: ConferenceRequest, changed: readonly ChangedMember[]): Promise<Conference> {
  const subject = organizerOf(context, 'update', request.host);
  const path = `${eventPath('update', externalId)}?conferenceDataVersion=1&sendUpdates=none`;
  const body = changedEvent(request, changed);
  const event = readAnswer('update', eventAnswer, await call(context, subject, { doing: 'update', method: 'PATCH', path, body }));
  if (event.status === 'cancelled') throw new ProviderFailure('gone', 'update: the event was deleted');
  return conferenceOf(event);
}

/** What is gone already is as good as removed. */
async function cancel(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<void> {
  try {
    const subject = organizerOf(context, 'cancel', request.host);
    await call(context, subject, { doing: 'cancel', method: 'DELETE', path: `${eventPath('cancel', externalId)}?sendUpdates=none` });
  } catch (error) {
    if (isGone(error)) return;
    // the removal of what is removed already may be refused as forbidden too
    const forbidden = error instanceof ProviderFailure && error.kind === 'auth.permanent' && error.message.startsWith('cancel:');
    if (!forbidden || (await look(context, externalId, request))) throw error;
  }
}

async function look(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<Conference | undefined> {
  const event = await readEvent(context, 'look', organizerOf(context, 'look', request.host), externalId);
  return event && conferenceOf(event);
}

async function list(context: ProviderContext, { from, to, host }: { from: Date; to: Date; host: ConferenceRequest['host'] }): Promise<ListedRoom[]> {
  const subject = organizerOf(context, 'list', host);
  const found: ListedRoom[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ timeMin: from.toISOString(), timeMax: to.toISOString(), singleEvents: 'true', maxResults: '2500' });
    if (pageToken !== undefined) query.set('pageToken', pageToken);
    const listed = readAnswer('list', listAnswer, await call(context, subject, { doing: 'list', method: 'GET', path: `${EVENTS}?${query}` }));
    for (const event of listed.items) {
      const { id, status, start, extendedProperties } = event;
      const room = roomOf(event);
      const operationKey = extendedProperties?.private?.[PROPERTY];
      if (operationKey === undefined || status === 'cancelled') continue;
      found.push({
        externalId: id,
        operationKey,
        start: start?.dateTime === undefined ? null : new Date(start.dateTime),
        ...(room.state === 'ready' ? { joinUrl: room.joinUrl } : {}),
      });
    }
    pageToken = listed.nextPageToken;
    if (pageToken === undefined) break;
  }
  return found;
}

export const provider: MeetingProvider = {
  title: 'Google Meet',
  capabilities: {
    needsCredentials: true,
    create: 'async',
    updateInPlace: true,
    cancel: 'delete',
    idempotentCreate: 'client-id',
    lookupByKey: true,
    summary: false,
    webhooks: true,
    perHostIdentity: true,
    limits,
  },
  account: settings,
  accountMembers: ['serviceAccount', 'organizer'],
  accountNeeds,
  quotas,
  testConnection,
  create,
  poll,
  findByKey,
  update,
  cancel,
  look,
  list,
  handleWebhook,
  renewSubscriptions: renewChannels,
};
