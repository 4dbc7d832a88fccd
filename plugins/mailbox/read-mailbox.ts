import { defineAction, type Env } from '#core';
import { openMailbox, problemOf } from './open-mailbox.ts';
import { settings } from './settings.ts';

/** Mails of one run; the rest waits for the next. */
const MOST = 200;

/**
 * Every five minutes: mails that have come since the last time are handed over to whoever waits for them. How far it came is written down after each mail, so that one
 * process that dies leaves no gap; a mail that is taken twice changes nothing. The mailbox itself is left as it is.
 */
export const readMailbox = defineAction({
  name: 'mailbox.read',
  title: 'Read the mailbox',
  expression: '*/5 * * * *',
  catchUp: 'one',
  run: async (env: Env<'mailbox'>, { signal, progress }) => {
    const options = await env.settings(settings);
    if (options.host === '') return { count: 0, message: env.t('No mailbox is set up.') };
    const name = `${options.user}@${options.host}/${options.folder}`.slice(0, 400);
    let box: Awaited<ReturnType<typeof openMailbox>>;
    try {
      box = await openMailbox(options);
    } catch (error) {
      throw new Error(env.t(problemOf(error) as never));
    }
    try {
      const place = await placeIn(env, name, box.validity);
      const uids = (await box.uidsAfter(place.lastUid)).slice(0, MOST);
      let count = 0;
      for (const uid of uids) {
        if (signal.aborted) break;
        const mail = await box.fetch(uid);
        if (mail) await env.service('mail').receive({ raw: mail.raw });
        await env.model('mailbox.place').update(place.id, { lastUid: uid });
        count += 1;
        await progress(count, uids.length);
      }
      return { count };
    } finally {
      await box.close();
    }
  },
});

/** How far it was read; from the begin where the server has numbered its mails anew (each is taken once all the same). */
async function placeIn(env: Env<'mailbox'>, mailbox: string, validity: string): Promise<{ id: string; lastUid: number }> {
  const [known] = await env.model('mailbox.place').find({ mailbox });
  if (!known) return env.model('mailbox.place').create({ mailbox, validity });
  return known.validity === validity ? known : env.model('mailbox.place').update(known.id, { validity, lastUid: 0 });
}
