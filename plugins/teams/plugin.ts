import { definePlugin } from '#core';
import { provider } from './provider.ts';
import { schema } from './schema.ts';
import { settings } from './settings.ts';

export default definePlugin({
  name: 'teams',
  version: '1.0.0',
  title: 'Microsoft Teams',
  summary: 'Video meetings over Microsoft Teams, with an app registration',
  category: 'Conferencing',
  icon: 'video',
  core: '^1.0.0',
  url: import.meta.url,
  depends: schema.depends,
  permissions: ['http:*'],
  schema,
  settings,
  provides: [{ contract: 'meeting.provider', key: 'teams', implementation: provider }],
});
