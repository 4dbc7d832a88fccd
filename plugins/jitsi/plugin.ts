import { definePlugin } from '#core';
import { provider } from './provider.ts';
import { schema } from './schema.ts';
import { settings } from './settings.ts';

export default definePlugin({
  name: 'jitsi',
  version: '1.0.0',
  title: 'Jitsi',
  summary: 'Video meetings without an account: the default provider',
  category: 'Conferencing',
  icon: 'video',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: schema.depends,
  permissions: ['http:*'],
  schema,
  settings,
  provides: [{ contract: 'meeting.provider', key: 'jitsi', implementation: provider }],
});
