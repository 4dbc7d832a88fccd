import { z } from 'zod';
import { defineJob, type Env } from '#core';
import { refreshManyActivities } from './refresh-activities.ts';

/** Activities that are written at once; details of a meeting are not small. */
const BATCH = 500;

/** Somebody lives by another clock or language: meetings to come know it, and say the time by it. Nobody is told. A constant number of statements for every 500 meetings. */
export const followPerson = defineJob({
  name: 'meeting.follow-person',
  payload: z.object({ person: z.uuid() }),
  async run(env: Env<'meetings'>, { person }) {
    const [found] = await env.service('base').people({ ids: [person] });
    if (!found) return;
    const coming = { event: { where: { end: { gt: env.now() }, state: { in: ['draft', 'confirmed'] } } }, person } as const;
    const { timeZone, language } = found;
    await env.model('meeting.attendee').update({ ...coming, $or: [{ timeZone: { ne: timeZone } }, { language: { ne: language } }] }, { timeZone, language });
    // Of those alone that have activities: a draft that takes nothing yet has none.
    const told = await env.model('activity.activity').pick({ model: 'meeting.event', kind: 'meeting', person, endsAt: { gt: env.now() } }, ['record']);
    const meetings = [...new Set(told.map(({ record }) => record))];
    for (let at = 0; at < meetings.length; at += BATCH) await refreshManyActivities(env, meetings.slice(at, at + BATCH), person);
  },
});
