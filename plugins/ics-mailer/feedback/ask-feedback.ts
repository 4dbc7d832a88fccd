import { defineAction, type Env } from '#core';

import { notify } from '../notify.ts';
import { settings } from '../settings.ts';
import { feedbackUrl } from './feedback-link.ts';

const MINUTE_MS = 60_000;
/** After the end; and for how long it is still asked, if nothing ran meanwhile. */
const AFTER_MS = 10 * MINUTE_MS;
const STILL_MS = 6 * 60 * MINUTE_MS;
const MOST = 500;

/** Asks whoever took part what the meeting was like, once: the mail's key keeps a second one from being written. */
export const askFeedback = defineAction({
  name: 'ics-mailer.ask-feedback',
  title: 'Ask for feedback',
  expression: '*/15 * * * *',
  catchUp: 'one',
  run: async (env: Env<'ics-mailer'>, { signal }) => {
    const { feedback } = await env.settings(settings);
    if (feedback === 'off') return { count: 0 };
    const now = env.now().getTime();
    const over = await env
      .model('meeting.event')
      .pick({ state: { in: ['confirmed', 'done'] }, end: { gt: new Date(now - STILL_MS), lte: new Date(now - AFTER_MS) } }, ['id'], {
        order: ['end'],
        limit: MOST,
      });
    let count = 0;
    for (const { id } of over) {
      if (signal.aborted) break;
      const attendees = await env
        .model('meeting.attendee')
        .find({ event: id, role: { ne: 'host' }, partstat: { ne: 'DECLINED' }, ...(feedback === 'guests' ? { person: null } : {}) });
      if (attendees.length === 0) continue;
      count += await notify(env, {
        meeting: id,
        kind: 'feedback',
        request: id,
        to: attendees.map(({ id: attendee, name, email, timeZone, language }) => ({
          id: attendee,
          name,
          email,
          timeZone,
          language,
          links: { feedback: feedbackUrl(env, id, attendee) },
        })),
      });
    }
    return { count };
  },
});
