import { createHash } from 'node:crypto';
import { type Env, signJwt } from '#core';
import type { ConferenceRequest, JoiningVisitor, MeetingProvider, ProviderContext } from '../meetings/contract.ts';
import { linkOptions, options } from './options.ts';
import { reachServer } from './reach-server.ts';
import { settings } from './settings.ts';

/** A room's name holds 160 bits that nobody can guess, whatever the meeting is called; the same key gives the same room, so a second try is harmless. */
function roomName({ operationKey }: ConferenceRequest): string {
  return `atrium-${createHash('sha256').update(operationKey).digest('hex').slice(0, 40)}`;
}

async function create({ env }: ProviderContext, request: ConferenceRequest) {
  const { baseUrl, appId, appSecret } = await env.settings(settings);
  const room = roomName(request);
  const link = `${baseUrl.replace(/\/+$/, '')}/${room}${linkOptions(request.options)}`;
  return { externalId: room, joinUrl: link, state: 'ready' as const, personal: appId !== '' && appSecret !== '' };
}

/**
 * A link with a token for one visitor, signed at the click: who it is, who moderates, this room alone, until some time after the meeting. Servers check `iss` against their
 * app id and `sub` against their own name.
 */
async function joinUrl(
  { env }: ProviderContext,
  { externalId, joinUrl: link }: { externalId: string; joinUrl: string },
  { name, email, moderator, until }: JoiningVisitor,
) {
  const { appId, appSecret } = await env.settings(settings);
  if (appId === '' || appSecret === '') return link;
  const url = new URL(link);
  const now = Math.floor(env.now().getTime() / 1_000);
  const user = { ...(name === '' ? {} : { name }), ...(email === '' ? {} : { email }), moderator: String(moderator) };
  const claims = {
    aud: 'jitsi',
    iss: appId,
    sub: url.hostname,
    room: externalId,
    iat: now,
    nbf: now - 30,
    exp: Math.floor(until.getTime() / 1_000),
    context: { user },
  };
  url.searchParams.set('jwt', await signJwt({ algorithm: 'HS256', key: appSecret, claims }));
  return url.href;
}

/** Jitsi makes a room when the first person comes: there is nothing to create, change or delete. */
export const provider: MeetingProvider = {
  title: 'Jitsi',
  capabilities: {
    needsCredentials: false,
    create: 'derived',
    updateInPlace: true,
    cancel: 'none',
    oldLinkWorks: true,
    idempotentCreate: 'key',
    lookupByKey: false,
    summary: false,
    webhooks: false,
    perHostIdentity: false,
    limits: { titleLength: 200, descriptionLength: 2000, durationMin: 20_160 },
  },
  options,
  testConnection: async ({ env, signal }) => {
    const { baseUrl } = await env.settings(settings);
    const address = { name: 'address', ok: true, message: env.t('Links lead to {address}. No account is needed.', { address: baseUrl }) };
    return [address, await reachServer(env as Env<'jitsi'>, { baseUrl }, signal)];
  },
  create,
  joinUrl,
};
