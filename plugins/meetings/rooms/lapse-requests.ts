import { defineAction, type Env, formatRange } from '#core';
import { ANSWERED, ASKED, hostActivity } from './ask-managers.ts';

/** In one run; the next one takes the rest. */
const MOST = 200;

/** Requests that nobody has decided on in time: their time may be taken by others, and the hosts are told. A room manager may still approve while it is free. */
export async function lapseRequests(env: Env<'meetings'>): Promise<{ count: number }> {
  return env.tx(async () => {
    const late = await env.model('meeting.room_request').find({ state: 'asked', until: { lte: env.now() } }, { order: ['until'], limit: MOST });
    if (late.length === 0) return { count: 0 };
    await env.model('meeting.room_request').update({ id: { in: late.map(({ id }) => id) } }, { state: 'lapsed' });
    const meetings = await env.model('meeting.event').find({ id: { in: late.map(({ event }) => event) }, state: 'draft' });
    const rooms = await env.model('meeting.room').pick({ id: { in: late.map(({ room }) => room) } }, ['name']);
    const names = new Map(rooms.map(({ id, name }) => [id, name]));
    const records = [];
    for (const meeting of meetings) {
      const asked = late.flatMap(({ event, room }) => (event === meeting.id ? [names.get(room) ?? ''] : [])).join(', ');
      const activities = await hostActivity(env, meeting, (own) => ({
        summary: own.t('Nobody has decided on {rooms} for “{subject}”', { rooms: asked, subject: meeting.subject }),
        note: [
          formatRange(meeting.start, meeting.end, own.preferences.timeZone, own.preferences),
          own.t('Its time is no longer held. Confirm the meeting again to ask once more, or choose another room.'),
        ].join('\n'),
      }));
      records.push({ record: meeting.id, activities });
    }
    if (records.length > 0) await env.service('activities').replaceMany({ model: 'meeting.event', kinds: [ASKED, ANSWERED], records });
    return { count: late.filter(({ event }) => meetings.some(({ id }) => id === event)).length };
  });
}

export const lapseRequestsAction = defineAction({
  name: 'meetings.lapse-room-requests',
  title: 'Let requests for rooms lapse',
  expression: '*/5 * * * *',
  catchUp: 'one',
  run: (env: Env<'meetings'>) => lapseRequests(env),
});
