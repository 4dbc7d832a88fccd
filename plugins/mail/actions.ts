import { AtriumError, type Env } from '#core';
import { outletOf } from './choose-servers.ts';
import { classifyFailure } from './classify-failure.ts';
import { sendMessages } from './jobs.ts';
import { settings } from './settings.ts';
import { sendTestLetter } from './test-letter.ts';

/** Sends a short mail to whoever asks, through this server alone and at once; a server that takes it is used again. */
export async function sendTestMail(env: Env<'mail'>, id: string): Promise<{ message: string }> {
  const server = await env.model('mail.server').get(id);
  const outlet = await outletOf(env, server, await env.settings(settings));
  const own = env.asPlugin();
  let address: string;
  try {
    address = await sendTestLetter(env, outlet);
  } catch (error) {
    if (error instanceof AtriumError) throw error;
    const failure = classifyFailure(error);
    if (failure.kind === 'credentials') await own.model('mail.server').update(id, { parkedReason: failure.problem.slice(0, 300) });
    return { message: env.t('The test mail was not sent. {problem}', { problem: failure.problem }) };
  }
  await own.model('mail.server').update(id, { parkedReason: null });
  return { message: env.t('Sent to {address}. Look into your mailbox.', { address }) };
}

/** Puts a mail back into the queue. One that was sent goes out again under the same Message-ID. */
export async function resend(env: Env<'mail'>, id: string): Promise<{ message: string }> {
  const { secretText } = await env.model('mail.message').get(id);
  if (secretText) return { message: env.t('This mail held a link that works once, and its text is gone. Ask for a new link instead.') };
  const own = env.asPlugin();
  await own.tx(async () => {
    await own.model('mail.message').update(id, { state: 'queued', attempts: 0, problem: null, sentAt: null });
    await own.enqueue(sendMessages, { messages: [id] });
  });
  return { message: env.t('The mail is in the queue again.') };
}
