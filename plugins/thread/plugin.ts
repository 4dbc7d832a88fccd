import { definePlugin, type Env } from '#core';
import { access } from './access.ts';
import { checkOrphans, cleanUp, clearWithRecord } from './clear.ts';
import { fault } from './faults.ts';
import { notify } from './notify.ts';
import { threadPanel } from './panel.tsx';
import { personalData } from './personal-data.ts';
import { routes } from './routes.tsx';
import { schema } from './schema.ts';
import { threadService } from './services.ts';

export default definePlugin({
  name: 'thread',
  version: '1.0.0',
  title: 'Conversations',
  summary: 'Notes, comments, changes, attachments and followers on any record',
  category: 'Productivity',
  icon: 'messages-square',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: ['base', 'web', 'activities', 'mail'],
  // any model’s records, as whoever looks at them or is told of them
  permissions: ['models', 'act-as', 'mail'],
  schema,
  access,
  errors: fault.entries,
  services: { thread: threadService },
  slots: { 'record-aside': (env: Env<'thread'>, data) => threadPanel(env, data) },
  routes,
  jobs: [notify],
  hooks: [clearWithRecord],
  actions: [cleanUp],
  provides: [
    { contract: 'mail.kind', key: 'thread.mention', implementation: { title: (env: Env<'thread'>) => env.t('Mention') } },
    { contract: 'mail.kind', key: 'thread.comment', implementation: { title: (env: Env<'thread'>) => env.t('Comment') } },
  ],
  health: [{ name: 'conversations', run: checkOrphans }],
  assets: { 'thread.css': 'text/css; charset=utf-8' },
  personalData,
});
