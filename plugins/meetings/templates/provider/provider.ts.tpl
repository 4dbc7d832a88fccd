import { z } from 'zod';
import type { HttpResponse } from '#core';
import {
  accountOf,
  type Conference,
  type ConferenceRequest,
  type ConnectionCheck,
  failedCheck,
  type MeetingProvider,
  notEntered,
  type ProviderContext,
  ProviderFailure,
} from '../meetings/contract.ts';
import { call } from './call.ts';
import { options } from './options.ts';
import { accountNeeds, settings } from './settings.ts';

const room = z.object({ id: z.string(), url: z.url({ protocol: /^https?$/ }) });

/** What the service says is read strictly: a page of HTML or half an answer is no room. @throws ProviderFailure */
function roomOf(doing: string, answer: HttpResponse): Conference {
  try {
    const { id, url } = room.parse(answer.json());
    return { externalId: id, joinUrl: url, state: 'ready' };
  } catch (cause) {
    throw new ProviderFailure('transient', `${doing}: the answer cannot be read`, { cause });
  }
}

const LIMITS = { titleLength: 200, descriptionLength: 2000, durationMin: 1440 };

const bodyOf = ({ operationKey, subject, description, start, end, options: chosen }: ConferenceRequest) => ({
  key: operationKey,
  title: subject.slice(0, LIMITS.titleLength),
  description: description.slice(0, LIMITS.descriptionLength),
  start: start.toISOString(),
  end: end.toISOString(),
  options: chosen,
});

async function create(context: ProviderContext, request: ConferenceRequest): Promise<Conference> {
  return roomOf('create', await call(context, { doing: 'create', method: 'POST', path: '/rooms', body: bodyOf(request) }));
}

async function update(context: ProviderContext, id: string, request: ConferenceRequest): Promise<Conference> {
  return roomOf('update', await call(context, { doing: 'update', method: 'PATCH', path: `/rooms/${encodeURIComponent(id)}`, body: bodyOf(request) }));
}

/** What is gone already is as good as removed. */
async function cancel(context: ProviderContext, id: string): Promise<void> {
  try {
    await call(context, { doing: 'cancel', method: 'DELETE', path: `/rooms/${encodeURIComponent(id)}` });
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'gone') throw error;
  }
}

/** The token, asked of the very interface that makes rooms. */
async function testConnection(context: ProviderContext): Promise<ConnectionCheck[]> {
  const { env } = context;
  const values = accountOf(context, settings);
  const missing = notEntered(env, settings, values, accountNeeds);
  if (missing) return [missing];
  const name = 'token';
  try {
    await call(context, { doing: 'test', method: 'GET', path: '/me' });
    return [{ name, ok: true, message: env.t('The service answers and takes the access token.') }];
  } catch (error) {
    const refused = { message: env.t('The service refuses the access token.'), fix: env.t('Make a new access token at the service and save it here.') };
    return [failedCheck(env, name, new URL(values.baseUrl).host, error, refused)];
  }
}

export const provider: MeetingProvider = {
  title: '{{title}}',
  capabilities: {
    needsCredentials: true,
    create: 'sync',
    updateInPlace: true,
    cancel: 'delete',
    idempotentCreate: 'key',
    lookupByKey: false,
    summary: false,
    webhooks: false,
    perHostIdentity: false,
    limits: LIMITS,
  },
  account: settings,
  accountNeeds,
  options,
  testConnection,
  create,
  update,
  cancel,
};
