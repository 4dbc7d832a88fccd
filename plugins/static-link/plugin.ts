import { definePlugin } from '#core';
import { provider } from './provider.ts';
import { schema } from './schema.ts';

export default definePlugin({
  name: 'static-link',
  version: '1.0.0',
  title: 'Permanent link',
  summary: 'One join link for each virtual room, of any service',
  category: 'Conferencing',
  icon: 'link',
  core: '^1.0.0',
  url: import.meta.url,
  depends: schema.depends,
  schema,
  provides: [{ contract: 'meeting.provider', key: 'static-link', implementation: provider }],
});
