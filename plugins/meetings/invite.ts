import { AtriumError, type Env } from '#core';
import { linkMailed } from './conference/link-arrived.ts';
import { invitationsWanted, type MeetingsService, type Whom } from './contract.ts';
import { lockMeeting, notYours } from './may-change.ts';
import { ensureReminders } from './reminders.ts';

/** Asks whoever mails to send invitations once more. Nothing of the meeting changes; the rules that decide who may change it decide here too. */
export function invite(env: Env<'meetings'>, { id, whom }: { id: string; whom: Whom }): Promise<void> {
  return env.tx(async () => {
    const { version } = await lockMeeting(env, id, undefined, ['confirmed'], 'invite');
    const writer = env.caller.kind === 'user' ? env.asCaller() : env;
    try {
      const [touched] = await writer.model('meeting.event').update({ id, version }, { version });
      if (!touched) throw notYours(env, 'invite');
    } catch (error) {
      if (error instanceof AtriumError && error.code === 'ACCESS_DENIED') throw notYours(env, 'invite');
      throw error;
    }
    await env.emit(invitationsWanted, { meeting: id, whom, request: env.id() });
  });
}

/** Notes which state of the meeting these attendees were sent; `links`: where all who take part were. */
export async function told(env: Env<'meetings'>, { attendees, sequence, links = [] }: Parameters<MeetingsService['told']>[0]): Promise<void> {
  if (env.caller.kind === 'user' || attendees.length === 0) return;
  await env.model('meeting.attendee').update({ id: { in: attendees } }, { toldSequence: sequence });
  await linkMailed(env, links);
}

/** What the attendees' own calendars shall ring. */
export async function alarms(env: Env<'meetings'>, { id }: { id: string }) {
  const set = await env.model('meeting.event').pick({ id, remindersSet: false, state: 'confirmed' }, []);
  if (set.length > 0) await ensureReminders(env, id);
  return env.model('meeting.reminder').pick({ event: id, channel: 'calendar' }, ['amount', 'unit'], { order: ['dueAt'] });
}
