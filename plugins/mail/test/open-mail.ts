import type { Env } from '#core';
import { bootTestApp, openMailbox } from '#core/testing';
import type {} from '../contract.ts';
import { closeTransports } from '../transport.ts';

/** A real app of mail and what it needs, on a database of its own, with a real mail server that its mails go to unless `environment` says otherwise. */
export async function openMail(environment: Record<string, string> = {}) {
  const mailbox = await openMailbox();
  const app = await bootTestApp({ only: ['mail'], environment: { ATRIUM_MAIL_SMTP_URL: mailbox.url, ATRIUM_MAIL_TIMEOUT_SECONDS: '1', ...environment } });
  const env: Env<'mail'> = app.env('mail') as unknown as Env<'mail'>;
  return {
    app,
    env,
    mailbox,
    statements: () => app.app.runtime.database.statements(),
    close: async () => {
      await app.close();
      closeTransports();
      await mailbox.close();
    },
  };
}
