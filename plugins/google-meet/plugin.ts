import { definePlugin } from '#core';
import { provider } from './provider.ts';
import { schema } from './schema.ts';
import { settings } from './settings.ts';

export default definePlugin({
  name: 'google-meet',
  version: '1.0.0',
  title: 'Google Meet',
  summary: 'Video meetings over Google Meet, with a service account of Google Workspace',
  category: 'Conferencing',
  icon: 'video',
  core: '^1.0.0',
  url: import.meta.url,
  depends: schema.depends,
  permissions: ['http:*'],
  schema,
  settings,
  provides: [{ contract: 'meeting.provider', key: 'google-meet', implementation: provider }],
});
