import { accountOf, type Conference, type ConferenceRequest, type MeetingProvider, type ProviderContext, ProviderFailure } from '../meetings/contract.ts';
import { createEvent, deleteEvent, findEvent, listEvents, readEvent, updateEvent } from './calendar-events.ts';
import { limits } from './limits.ts';
import { createMeeting, deleteMeeting, isOnlineMeeting, readMeeting, updateMeeting } from './online-meetings.ts';
import { options } from './options.ts';
import { accountNeeds, settings } from './settings.ts';
import { renewSubscriptions } from './subscriptions.ts';
import { testConnection } from './test-connection.ts';
import { handleWebhook } from './webhook.ts';

const isGone = (error: unknown): boolean => error instanceof ProviderFailure && error.kind === 'gone';
const asEvents = (context: ProviderContext): boolean => accountOf(context, settings).strategy === 'events';

const create: MeetingProvider['create'] = (context, request) => (asEvents(context) ? createEvent(context, request) : createMeeting(context, request));

const read = (context: ProviderContext, doing: string, externalId: string, request: ConferenceRequest): Promise<Conference> =>
  isOnlineMeeting(externalId) ? readMeeting(context, doing, externalId, request) : readEvent(context, doing, externalId, request);

/** Online meetings have no list; asking for one with our key gives what stands, or makes it. That is harmless: who looks one up then keeps it, or removes it. */
const findByKey: MeetingProvider['findByKey'] = (context, request) => (asEvents(context) ? findEvent(context, request) : createMeeting(context, request));

/** What is gone already is as good as removed. */
const cancel: MeetingProvider['cancel'] = async (context, externalId, request) => {
  try {
    await (isOnlineMeeting(externalId) ? deleteMeeting : deleteEvent)(context, externalId, request);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
};

const look: MeetingProvider['look'] = async (context, externalId, request) => {
  try {
    return await read(context, 'look', externalId, request);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

export const provider: MeetingProvider = {
  title: 'Microsoft Teams',
  capabilities: {
    needsCredentials: true,
    create: 'async',
    updateInPlace: true,
    cancel: 'delete',
    oldLinkWorks: true,
    idempotentCreate: 'key',
    lookupByKey: true,
    summary: false,
    webhooks: true,
    perHostIdentity: true,
    limits,
  },
  account: settings,
  accountMembers: ['tenant', 'clientId', 'clientSecret', 'strategy', 'organizer'],
  accountNeeds,
  options,
  quotas: (values) => {
    const { callsPerHostPerMinute: limit } = settings.schema.pick({ callsPerHostPerMinute: true }).parse(values);
    return [{ name: 'calls', title: 'Calls a minute per host', per: 'host', window: 'minute', limit, counts: ['create', 'update', 'cancel', 'read'] }];
  },
  testConnection,
  create,
  poll: (context, externalId, request) => read(context, 'poll', externalId, request),
  findByKey,
  update: (context, externalId, request, changed) => (isOnlineMeeting(externalId) ? updateMeeting : updateEvent)(context, externalId, request, changed),
  cancel,
  look,
  list: async (context, asked) => (asEvents(context) ? listEvents(context, asked) : []),
  handleWebhook,
  renewSubscriptions,
};
