import type { Env } from '#core';
import { sinkUrl } from './sink.ts';
import { openTransport, type SmtpOptions, smtpOptionsOf, type Transport } from './transport.ts';

/** One way out. `id` of its row; null: from the settings, or the built-in mailbox. */
export type Outlet = {
  id: string | null;
  name: string;
  transport: Transport;
  /** Mails a minute, all processes together; null: any number. */
  perMinute: number | null;
};

type Limits = { connections: number; timeoutSeconds: number };

/** What of the plugin's settings decides it. */
export type MailSettings = Limits & { smtpUrl: string };

type ServerRow = { id: string; name: string; host: string; port: number; security: SmtpOptions['security']; user: string | null; perMinute: number | null };

/** A row of the list as an outlet, its password opened. */
export async function outletOf(env: Env<'mail'>, server: ServerRow, { connections, timeoutSeconds }: Limits): Promise<Outlet> {
  const password = server.user ? await env.asPlugin().secrets.reveal('mail.server', server.id, 'password') : null;
  const { host, port, security, user, perMinute } = server;
  return { id: server.id, name: server.name, perMinute, transport: openTransport({ host, port, security, user, password, connections, timeoutSeconds }) };
}

/**
 * Where mails leave, the preferred one first: the address of the settings or the environment alone; else the active servers by priority, without those that refused
 * our password; else, outside production, the built-in mailbox.
 */
export async function chooseServers(env: Env<'mail'>, { smtpUrl, ...limits }: MailSettings): Promise<Outlet[]> {
  if (smtpUrl !== '')
    return [{ id: null, name: env.t('SMTP address of the settings'), perMinute: null, transport: openTransport(smtpOptionsOf(smtpUrl, limits)) }];
  const servers = await env
    .asPlugin()
    .model('mail.server')
    .find({ active: true }, { order: ['priority'] });
  const outlets: Outlet[] = [];
  for (const server of servers) if (server.parkedReason === null) outlets.push(await outletOf(env, server, limits));
  if (servers.length > 0 || env.mode === 'production') return outlets;
  return [{ id: null, name: env.t('Development mailbox'), perMinute: null, transport: openTransport(smtpOptionsOf(await sinkUrl(env), limits)) }];
}
