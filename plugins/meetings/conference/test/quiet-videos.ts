import { z } from 'zod';
import { definePlugin, defineSchema, defineSettings } from '#core';
import type { MeetingProvider } from '../../contract.ts';

const room = async () => ({ externalId: 'r', joinUrl: 'https://video.example/r', state: 'ready' as const });
const capabilities: MeetingProvider['capabilities'] = {
  needsCredentials: false,
  create: 'derived',
  updateInPlace: true,
  cancel: 'none',
  idempotentCreate: 'key',
  lookupByKey: false,
  summary: false,
  webhooks: false,
  perHostIdentity: false,
  limits: { titleLength: 100, descriptionLength: 100, durationMin: 1_440 },
};

export const accountSettings = defineSettings({
  plugin: 'account-video',
  title: 'Account video',
  schema: z.object({ token: z.string().default('').meta({ title: 'Token' }) }),
  secrets: ['token'],
});

const plugin = (name: string, key: string, implementation: MeetingProvider) =>
  definePlugin({
    name,
    version: '1.0.0',
    title: name,
    summary: 'For tests',
    category: 'Conferencing',
    icon: 'video',
    core: '^1.0.0',
    url: import.meta.url,
    depends: ['meetings'],
    schema: defineSchema({ plugin: name, depends: ['meetings'], models: {} }),
    ...(implementation.account ? { settings: accountSettings, permissions: ['http:video.example'] } : {}),
    provides: [{ contract: 'meeting.provider', key, implementation }],
  });

/** A service with accounts that takes everything. */
export const accountVideo = plugin('account-video', 'account', {
  title: 'Account video',
  capabilities: { ...capabilities, needsCredentials: true, create: 'sync' },
  account: accountSettings,
  accountNeeds: ['token'],
  testConnection: async (_, host) => [{ name: 'host', ok: true, message: `A room for ${host?.email}.` }],
  create: room,
});

/** One without settings and accounts. */
export const plainVideo = plugin('plain-video', 'plain', {
  title: 'Plain video',
  capabilities,
  testConnection: async () => [{ name: 'link', ok: true, message: 'Nothing is asked.' }],
  create: room,
});
