import { definePlugin } from '#core';
import { provider } from './provider.ts';
import { schema } from './schema.ts';
import { settings } from './settings.ts';

export default definePlugin({
  name: 'zoom',
  version: '1.0.0',
  title: 'Zoom',
  summary: 'Video meetings over Zoom, with a server-to-server OAuth app',
  category: 'Conferencing',
  icon: 'video',
  core: '^1.0.0',
  url: import.meta.url,
  depends: schema.depends,
  permissions: ['http:*'],
  schema,
  settings,
  provides: [{ contract: 'meeting.provider', key: 'zoom', implementation: provider }],
});
