import { type AtriumError, type Env, fail, formatRange } from '#core';
import { cancel } from '../cancel.ts';
import type { MeetingsService } from '../contract.ts';
import { fault } from '../faults.ts';
import { decideDates } from '../series/series-rooms.ts';
import { ANSWERED, ASKED, type Asked, hostActivity } from './ask-managers.ts';

type Decision = Parameters<MeetingsService['decideRoom']>[0];

export async function mayDecide(env: Env<'meetings'>, room: string): Promise<boolean> {
  const { caller } = env;
  if (caller.kind !== 'user') return false;
  const own = env.asCaller();
  return own.inGroup('meetings.manager') || own.inGroup('base.admin') || (await env.model('meeting.room_manager').count({ room, person: caller.person })) > 0;
}

export const requestOver = (env: Env<'meetings'>): AtriumError => fault('MEETING_STATE', { detail: env.t('This request is no longer open.') });

/** The host hears of it, in place of what the managers were asked. */
async function tell(env: Env<'meetings'>, meeting: Asked, words: Parameters<typeof hostActivity>[2]): Promise<void> {
  const activities = await hostActivity(env, meeting, words);
  await env.service('activities').replace({ model: 'meeting.event', record: meeting.id, kinds: [ASKED, ANSWERED], activities });
}

/**
 * See `MeetingsService.decideRoom`. Approved: where nothing else is open the meeting is confirmed as its host wanted, and its time becomes its own for good; a request that has
 * lapsed may still be approved while the time is free. Declined: its time is free again and the host may choose another room; a guest's request is declined as a whole.
 */
export function decideRoom(env: Env<'meetings'>, { request: id, answer, reason = '', all = false }: Decision): Promise<{ confirmed: boolean }> {
  if (all) return decideDates(env, { request: id, answer, reason });
  return env.tx(async () => {
    const requests = env.model('meeting.room_request');
    const [found] = await requests.find({ id });
    if (!found) throw fail('NOT_FOUND');
    const room = await env.model('meeting.room').get(found.room);
    if (!(await mayDecide(env, room.id))) {
      if (env.caller.kind !== 'user' || (await env.asCaller().model('meeting.room_request').count({ id })) === 0) throw fail('NOT_FOUND');
      throw fault('MEETING_ROOM_KEPT', { detail: env.t('Only a manager of “{room}” can decide on it.', { room: room.name }) });
    }
    const [meeting] = await env.model('meeting.event').lock({ id: found.event });
    const [current] = await requests.lock({ id });
    if (meeting?.state !== 'draft' || meeting.end <= env.now()) throw requestOver(env);
    if (!current || (current.state !== 'asked' && current.state !== 'lapsed')) throw requestOver(env);
    const decidedBy = env.caller.kind === 'user' ? env.caller.person : null;
    const said = reason.trim().slice(0, 500) || null;
    await requests.update(id, { state: answer === 'approve' ? 'approved' : 'declined', decidedBy, decidedAt: env.now(), reason: said });
    const because = (own: Env<'meetings'>): string =>
      [formatRange(meeting.start, meeting.end, own.preferences.timeZone, own.preferences), ...(said ? [own.t('Reason: {reason}', { reason: said })] : [])].join(
        '\n',
      );
    if (answer === 'decline') {
      if (meeting.origin === 'portal') {
        await cancel(env.asPlugin(), { id: meeting.id, version: meeting.version, ...(said ? { reason: said } : {}) }, 'staff');
      } else {
        await env.service('calendar').release({ source: { model: 'meeting.event', record: meeting.id } });
        await requests.delete({ event: meeting.id, state: 'asked' });
      }
      await tell(env, meeting, (own) => ({
        summary: own.t('“{subject}” cannot have {room}', { subject: meeting.subject, room: room.name }),
        note: `${because(own)}\n${meeting.origin === 'portal' ? own.t('The guest’s request is declined.') : own.t('Its time is free again: choose another room or another time.')}`,
      }));
      return { confirmed: false };
    }
    if ((await requests.count({ event: meeting.id, state: { ne: 'approved' } })) > 0 || !current.confirms) {
      if (!current.confirms)
        await tell(env, meeting, (own) => ({
          summary: own.t('“{subject}” may have {room}: please confirm', { subject: meeting.subject, room: room.name }),
          note: because(own),
        }));
      return { confirmed: false };
    }
    // As the plugin itself: who gives the room away has no say in the meeting.
    await env.asPlugin().service('meetings').confirm({ id: meeting.id, version: meeting.version });
    await tell(env, meeting, (own) => ({
      summary: own.t('“{subject}” has {room} and is confirmed', { subject: meeting.subject, room: room.name }),
      note: because(own),
    }));
    return { confirmed: true };
  });
}
