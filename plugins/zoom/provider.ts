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
import { meetingAnswer, startAnswer } from './answers.ts';
import { call } from './call.ts';
import { meetingPath, ownMeetings, readMeeting } from './find-meetings.ts';
import { hostsFor } from './hosts-for.ts';
import { changedMeeting, limits, newMeeting } from './meeting-body.ts';
import { options } from './options.ts';
import { quotas } from './quotas.ts';
import { accountNeeds, settings } from './settings.ts';
import { summary } from './summary.ts';
import { testConnection } from './test-connection.ts';
import { handleWebhook } from './webhook.ts';

const ready = ({ id, join_url }: { id: string; join_url: string }): Conference => ({ externalId: id, joinUrl: join_url, state: 'ready', number: id });

/** With the first host of the pool that has not used up its day. */
async function create(context: ProviderContext, request: ConferenceRequest): Promise<Conference> {
  let full: ProviderFailure | undefined;
  for (const host of hostsFor(context, 'create', request)) {
    try {
      const path = `/users/${encodeURIComponent(host)}/meetings`;
      const answer = await call(context, { doing: 'create', method: 'POST', path, body: newMeeting(request) });
      return ready(readAnswer('create', meetingAnswer, answer, 'unknown-outcome'));
    } catch (error) {
      if (!(error instanceof ProviderFailure) || error.kind !== 'quota.long') throw error;
      full = error;
    }
  }
  throw full ?? new ProviderFailure('permanent', 'create: there is no host');
}

async function findByKey(context: ProviderContext, request: ConferenceRequest): Promise<Conference | undefined> {
  for (const host of hostsFor(context, 'look up', request))
    for await (const { externalId, operationKey, joinUrl } of ownMeetings(context, 'look up', host))
      if (operationKey === request.operationKey) return ready({ id: externalId, join_url: joinUrl });
  return undefined;
}

/** What stands at the service after the change: a change itself answers with nothing. */
async function update(context: ProviderContext, externalId: string, request: ConferenceRequest, changed: readonly ChangedMember[]): Promise<Conference> {
  const path = meetingPath('update', externalId);
  const body = changedMeeting(request, changed);
  if (Object.keys(body).length > 0) await call(context, { doing: 'update', method: 'PATCH', path, body });
  return ready(readAnswer('update', meetingAnswer, await call(context, { doing: 'update', method: 'GET', path })));
}

/** What is gone already is as good as removed. */
async function cancel(context: ProviderContext, externalId: string): Promise<void> {
  try {
    await call(context, { doing: 'cancel', method: 'DELETE', path: meetingPath('cancel', externalId) });
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'gone') throw error;
  }
}

async function look(context: ProviderContext, externalId: string): Promise<Conference | undefined> {
  const found = /^\d+$/.test(externalId) ? await readMeeting(context, 'look', externalId) : undefined;
  return found && ready(found);
}

async function list(context: ProviderContext, { from, to, host }: { from: Date; to: Date; host: ConferenceRequest['host'] }): Promise<ListedRoom[]> {
  const found: ListedRoom[] = [];
  for (const email of hostsFor(context, 'list', { host, operationKey: '' }))
    for await (const { externalId, operationKey, start } of ownMeetings(context, 'list', email))
      if (start === null || (start >= from && start < to)) found.push({ externalId, operationKey, start });
  return found;
}

/** Signs the host in and lives two hours: fetched at the click, and kept nowhere. */
async function hostUrl(context: ProviderContext, externalId: string): Promise<string> {
  const answer = await call(context, { doing: 'host link', method: 'GET', path: meetingPath('host link', externalId) });
  return readAnswer('host link', startAnswer, answer).start_url;
}

export const provider: MeetingProvider = {
  title: 'Zoom',
  capabilities: {
    needsCredentials: true,
    create: 'sync',
    updateInPlace: true,
    cancel: 'delete',
    idempotentCreate: 'none',
    lookupByKey: true,
    summary: true,
    webhooks: true,
    perHostIdentity: true,
    limits: { ...limits, writesPerHostPerDay: 100 },
  },
  account: settings,
  accountMembers: ['accountId', 'clientId', 'clientSecret', 'webhookSecret', 'hosts'],
  accountNeeds,
  options,
  quotas,
  testConnection,
  create,
  findByKey,
  update,
  cancel,
  look,
  list,
  hostUrl,
  summary,
  handleWebhook,
};
