import { definePlugin } from '#core';
import { provider } from './provider.ts';
import { schema } from './schema.ts';
import { settings } from './settings.ts';

export default definePlugin({
  name: '{{name}}',
  version: '1.0.0',
  title: '{{title}}',
  summary: 'Video meetings over {{title}}',
  category: 'Conferencing',
  icon: 'video',
  core: '^1.0.0',
  url: import.meta.url,
  depends: schema.depends,
  permissions: ['http:*'],
  schema,
  settings,
  provides: [{ contract: 'meeting.provider', key: '{{name}}', implementation: provider }],
});
