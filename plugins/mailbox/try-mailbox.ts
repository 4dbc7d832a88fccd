import type { Env } from '#core';
import { type MailboxOptions, openMailbox, problemOf } from './open-mailbox.ts';

/** Signs in with what stands in the form. */
export async function tryMailbox(env: Env<'mailbox'>, options: MailboxOptions): Promise<{ ok: boolean; message: string }> {
  if (options.host === '') return { ok: false, message: env.t('Enter the server first.') };
  try {
    const box = await openMailbox(options);
    const { count } = box;
    await box.close();
    return { ok: true, message: env.t('The mailbox is open. It holds {count} mails.', { count }) };
  } catch (error) {
    return { ok: false, message: env.t(problemOf(error) as never) };
  }
}
