import { createHash } from 'node:crypto';
import type { ConferenceRequest, MeetingProvider, ProviderContext } from '../meetings/contract.ts';
import { settings } from './settings.ts';

/** A room's name holds 160 bits that nobody can guess, whatever the meeting is called; the same key gives the same room, so a second try is harmless. */
function roomName({ operationKey }: ConferenceRequest): string {
  return `atrium-${createHash('sha256').update(operationKey).digest('hex').slice(0, 40)}`;
}

async function create({ env }: ProviderContext, request: ConferenceRequest) {
  const { baseUrl } = await env.settings(settings);
  const room = roomName(request);
  return { externalId: room, joinUrl: `${baseUrl.replace(/\/+$/, '')}/${room}`, state: 'ready' as const };
}

/** Jitsi makes a room when the first person comes: there is nothing to create, change or delete. */
export const provider: MeetingProvider = {
  title: 'Jitsi',
  capabilities: {
    needsCredentials: false,
    create: 'derived',
    updateInPlace: true,
    cancel: 'none',
    idempotentCreate: 'key',
    lookupByKey: false,
    summary: false,
    webhooks: false,
    perHostIdentity: false,
    limits: { titleLength: 200, descriptionLength: 2000, durationMin: 20_160 },
  },
  testConnection: async ({ env }) => {
    const { baseUrl } = await env.settings(settings);
    return [{ name: 'address', ok: true, message: env.t('Links lead to {address}. No account is needed.', { address: baseUrl }) }];
  },
  create,
};
