import { type Env, fail } from '#core';
import type { Outlet } from './choose-servers.ts';
import { dkimOf } from './dkim.ts';
import { settings } from './settings.ts';

/** Sends a short mail to whoever asks, through this way out alone and at once. @returns the address it went to @throws the client's error, see `classifyFailure` */
export async function sendTestLetter(env: Env<'mail'>, { name, transport }: Outlet): Promise<string> {
  const { principal } = env;
  const [reader] = principal.kind === 'user' ? await env.service('base').people({ ids: [principal.person] }) : [];
  if (!reader) throw fail('ACCESS_DENIED');
  const workspace = await env.service('base').workspace({});
  await transport.send({
    messageId: `${env.id()}@${new URL(env.baseUrl).hostname}`,
    from: { name: workspace.fromName, email: workspace.fromEmail },
    to: { name: reader.name, email: reader.email },
    replyTo: workspace.replyTo,
    subject: env.t('Test mail from {workspace}', { workspace: workspace.name }),
    text: env.t('The outgoing mail server “{server}” works.', { server: name }),
    html: null,
    ics: null,
    date: env.now(),
    dkim: dkimOf(await env.asPlugin().settings(settings)),
  });
  return reader.email;
}
