import { z } from 'zod';
import { defineJob, type Env } from '#core';
import { noteGuests } from './note-guests.ts';

/** Guests that are looked at in one transaction. */
const BATCH = 500;
const columns = ['event', 'name', 'email', 'phone', 'timeZone', 'language'] as const;

/** After the plugin was installed: the guests of all meetings that were there before, a batch a run. */
export const collectGuests = defineJob({
  name: 'contacts.collect-guests',
  payload: z.object({ after: z.uuid().nullable() }),
  async run(env: Env<'contacts'>, { after }) {
    const rows = await env
      .model('meeting.attendee')
      .pick({ person: null, ...(after === null ? {} : { id: { gt: after } }) }, columns, { order: ['id'], limit: BATCH });
    await noteGuests(env, rows);
    const last = rows.at(-1);
    if (rows.length === BATCH && last) await env.enqueue(collectGuests, { after: last.id });
  },
});
