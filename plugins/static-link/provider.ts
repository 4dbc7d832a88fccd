import { type ConferenceRequest, type MeetingProvider, type ProviderContext, ProviderFailure } from '../meetings/contract.ts';
import { options, webAddress } from './options.ts';

/** The link of the virtual room, whatever the meeting is. @throws ProviderFailure where the room has none */
async function create(_: ProviderContext, request: ConferenceRequest) {
  const joinUrl = webAddress(options.safeParse(request.options).data?.address ?? '');
  if (joinUrl === undefined) throw new ProviderFailure('permanent', 'create: the virtual room has no link');
  return { externalId: request.operationKey, joinUrl, state: 'ready' as const };
}

/** Any service that gives a room of one's own: one link, entered once, for all meetings of a virtual room. */
export const provider: MeetingProvider = {
  title: 'Permanent link',
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
    limits: { titleLength: 200, descriptionLength: 2_000, durationMin: 20_160 },
  },
  options,
  testConnection: async ({ env }) => [{ name: 'link', ok: true, message: env.t('Each virtual room has its own link. No account is needed.') }],
  create,
};
