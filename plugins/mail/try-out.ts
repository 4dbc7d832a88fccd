import { AtriumError, type Env } from '#core';
import { chooseServers, type MailSettings } from './choose-servers.ts';
import { classifyFailure } from './classify-failure.ts';
import { sendTestLetter } from './test-letter.ts';

/** Sends a short mail to whoever asks, the way it would leave with these settings. */
export async function tryOut(env: Env<'mail'>, values: MailSettings): Promise<{ ok: boolean; message: string }> {
  const [outlet] = await chooseServers(env, values);
  if (!outlet) return { ok: false, message: env.t('There is no mail server: write an address above, or add one to the list of servers.') };
  try {
    const to = await sendTestLetter(env, outlet);
    return { ok: true, message: env.t('Sent to {address}. Look into your mailbox.', { address: to }) };
  } catch (error) {
    if (error instanceof AtriumError) throw error;
    return { ok: false, message: env.t('The test mail was not sent. {problem}', { problem: env.t(classifyFailure(error).problem) }) };
  }
}
