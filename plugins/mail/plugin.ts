import { definePlugin, type Env } from '#core';
import { access } from './access.ts';
import { accountMailSubscriptions } from './account-mails.ts';
import { clearCalendarFiles } from './clear-calendar-files.ts';
import { checkMail } from './health.ts';
import { sendMessages } from './jobs.ts';
import { mailboxRoutes } from './mailbox-routes.tsx';
import { personalData } from './personal-data.ts';
import { schema } from './schema.ts';
import { send } from './send.ts';
import { settings } from './settings.ts';
import { closeSinks, sinkUrl } from './sink.ts';
import { closeTransports } from './transport.ts';
import { menu, views } from './views.ts';

/** The outbox of mails. In development, without a mail server, they end in the mailbox at `/dev/mailbox`. */
export default definePlugin({
  name: 'mail',
  version: '1.0.0',
  title: 'Mail',
  summary: 'Outgoing mail: servers, an outbox that loses nothing, a development mailbox',
  category: 'Communication',
  icon: 'mail',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: schema.depends,
  permissions: ['mail'],
  settings,
  schema,
  access,
  services: { mail: { send: { run: (env: Env<'mail'>, { mails }) => send(env, mails) } } },
  jobs: [sendMessages],
  actions: [clearCalendarFiles],
  on: accountMailSubscriptions,
  routes: mailboxRoutes,
  views,
  menu,
  health: [{ name: 'mail', run: checkMail }],
  personalData,
  async start(env: Env<'mail'>, signal) {
    const { smtpUrl } = await env.settings(settings);
    if (env.mode === 'development' && smtpUrl === '') await sinkUrl(env);
    signal.addEventListener('abort', () => {
      closeTransports();
      closeSinks().catch(() => {});
    });
  },
  async addresses(env: Env<'mail'>) {
    return env.mode === 'development' ? [{ label: env.t('Mailbox'), value: '{base}/dev/mailbox' }] : [];
  },
});
