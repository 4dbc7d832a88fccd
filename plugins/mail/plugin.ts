import { definePlugin, type Env, fail } from '#core';
import { access } from './access.ts';
import { accountKinds, accountMailSubscriptions } from './account-mails.tsx';
import { clearCalendarFiles } from './clear-calendar-files.ts';
import { checkMail } from './health.ts';
import { clearReceived } from './inbound/clear-received.ts';
import { inboundRoutes } from './inbound/inbound-routes.ts';
import { receive } from './inbound/receive.ts';
import { sendMessages } from './jobs.ts';
import { mailboxRoutes } from './mailbox-routes.tsx';
import { mailsOf, progress, resendOf } from './mails-of.ts';
import { personalData } from './personal-data.ts';
import { schema } from './schema.ts';
import { send } from './send.ts';
import { settings } from './settings.ts';
import { closeSinks, sinkUrl } from './sink.ts';
import { templateRoutes } from './templates/template-routes.tsx';
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
  services: {
    mail: {
      send: { run: (env: Env<'mail'>, { mails }) => send(env, mails) },
      progress: { run: (env: Env<'mail'>, about) => progress(env, about) },
      mailsOf: { run: (env: Env<'mail'>, about) => mailsOf(env, about) },
      resend: { run: (env: Env<'mail'>, about) => resendOf(env, about) },
      templates: {
        run: async (env: Env<'mail'>) => (await env.model('mail.template').find(true)).map(({ closing, ...words }) => ({ ...words, closing: closing ?? '' })),
      },
      receive: {
        run: (env: Env<'mail'>, { raw }) => {
          if (env.caller.kind === 'user') throw fail('ACCESS_DENIED');
          return receive(env, raw);
        },
      },
    },
  },
  jobs: [sendMessages],
  actions: [clearCalendarFiles, clearReceived],
  on: accountMailSubscriptions,
  routes: [...mailboxRoutes, ...inboundRoutes, ...templateRoutes],
  provides: [...accountKinds, { contract: 'mail.kind', key: 'mail.test', implementation: { title: (env: Env<'mail'>) => env.t('Test of a template') } }],
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
