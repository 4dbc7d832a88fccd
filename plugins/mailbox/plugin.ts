import { definePlugin, type Env, type HealthFinding } from '#core';
import { readMailbox } from './read-mailbox.ts';
import { schema } from './schema.ts';
import { settings } from './settings.ts';
import { tryMailbox } from './try-mailbox.ts';

async function checkMailbox(env: Env<'mailbox'>): Promise<HealthFinding[]> {
  const options = await env.settings(settings);
  if (options.host === '') return [{ ok: false, message: 'No mailbox is set up, so answers by mail are not read.', fix: 'Set it under Settings, Mailbox.' }];
  const { ok, message } = await tryMailbox(env, options);
  return [ok ? { ok, message } : { ok, message: `Mailbox: ${message}`, fix: 'Check the settings of the mailbox and open it there.' }];
}

/** Reads a mailbox by IMAP for answers to invitations and bounces. */
export default definePlugin({
  name: 'mailbox',
  version: '1.0.0',
  title: 'Mailbox',
  summary: 'Reads a mailbox by IMAP: answers to invitations and mails that came back',
  category: 'Communication',
  icon: 'inbox',
  core: '^1.0.0',
  url: import.meta.url,
  depends: schema.depends,
  permissions: ['mail'],
  schema,
  access: { 'mailbox.place': { 'plugin:mailbox': 'crud' } },
  settings,
  actions: [readMailbox],
  health: [{ name: 'mailbox', run: checkMailbox }],
});
