import { type Env, fail } from '#core';
import { outletOf } from './choose-servers.ts';
import { classifyFailure } from './classify-failure.ts';
import { sendMessages } from './jobs.ts';
import { settings } from './settings.ts';

/** Sends a short mail to whoever asks, through this server alone and at once; a server that takes it is used again. */
export async function sendTestMail(env: Env<'mail'>, id: string): Promise<{ message: string }> {
  const server = await env.model('mail.server').get(id);
  const { principal } = env;
  const [reader] = principal.kind === 'user' ? await env.service('base').people({ ids: [principal.person] }) : [];
  if (!reader) throw fail('ACCESS_DENIED');
  const workspace = await env.service('base').workspace({});
  const { transport } = await outletOf(env, server, await env.settings(settings));
  const own = env.asPlugin();
  try {
    await transport.send({
      messageId: `${env.id()}@${new URL(env.baseUrl).hostname}`,
      from: { name: workspace.fromName, email: workspace.fromEmail },
      to: { name: reader.name, email: reader.email },
      replyTo: workspace.replyTo,
      subject: env.t('Test mail from {workspace}', { workspace: workspace.name }),
      text: env.t('The outgoing mail server “{server}” works.', { server: server.name }),
      html: null,
      ics: null,
      date: env.now(),
    });
  } catch (error) {
    const failure = classifyFailure(error);
    if (failure.kind === 'credentials') await own.model('mail.server').update(id, { parkedReason: failure.problem.slice(0, 300) });
    return { message: env.t('The test mail was not sent. {problem}', { problem: failure.problem }) };
  }
  await own.model('mail.server').update(id, { parkedReason: null });
  return { message: env.t('Sent to {address}. Look into your mailbox.', { address: reader.email }) };
}

/** Puts a mail back into the queue. One that was sent goes out again under the same Message-ID. */
export async function resend(env: Env<'mail'>, id: string): Promise<{ message: string }> {
  await env.model('mail.message').get(id);
  const own = env.asPlugin();
  await own.tx(async () => {
    await own.model('mail.message').update(id, { state: 'queued', attempts: 0, problem: null, sentAt: null });
    await own.enqueue(sendMessages, { messages: [id] });
  });
  return { message: env.t('The mail is in the queue again.') };
}
