import type { Env } from '#core';

/**
 * Writes the mails of one meeting or series while nobody else does: whether people know of it already, and under which SEQUENCE, is asked and answered in one transaction.
 * Jobs of the same meeting run at the same time in several processes.
 */
export const alone = <T>(env: Env<'ics-mailer'>, id: string, run: () => Promise<T>): Promise<T> =>
  env.tx(async () => {
    await env.lockKeys([`ics-mailer.tell:${id}`]);
    return run();
  });
