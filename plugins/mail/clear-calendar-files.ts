import { type AnyDomain, defineAction, type Env } from '#core';

const KEEP_DAYS = 90;
const BATCH = 1_000;

/** Calendar files that were written into mails and are older than ninety days: the mail stays, the file goes. Weekly; counted in the history. */
export const clearCalendarFiles = defineAction({
  name: 'mail.clear-calendar-files',
  title: 'Delete old calendar files',
  expression: '30 2 * * 0',
  catchUp: 'one',
  timeout: 1_800,
  run: async (env: Env<'mail'>, { progress, signal }) => {
    const messages = env.model('mail.message');
    const old: AnyDomain = { ics: { ne: null }, state: { ne: 'queued' }, createdAt: { lt: new Date(env.now().getTime() - KEEP_DAYS * 86_400_000) } };
    const total = await messages.count(old);
    let done = 0;
    while (!signal.aborted) {
      const batch = (await messages.pick(old, [], { order: ['createdAt'], limit: BATCH })).map(({ id }) => id);
      if (batch.length === 0) break;
      await messages.update({ id: { in: batch } }, { ics: null, icsMethod: null });
      done += batch.length;
      await progress(done, total);
    }
    return { count: done };
  },
});
