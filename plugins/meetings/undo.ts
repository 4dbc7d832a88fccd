import { type Env, type Row, type Update, wallOf } from '#core';
import { moveConference } from './conference/move-conference.ts';
import { startConference } from './conference/start-conference.ts';
import { meetingChanged, meetingConfirmed, meetingRequested } from './contract.ts';
import { fault } from './faults.ts';
import { change, lockMeeting } from './may-change.ts';
import { refreshActivities } from './refresh-activities.ts';
import { settings } from './settings.ts';
import { standingClaims } from './standing-claims.ts';
import { storedClaims } from './stored-claims.ts';
import { takeClaims } from './take-claims.ts';
import type { Undo } from './undo-schema.ts';

type Meeting = Row<'meetings', 'meeting.event'>;

/** What is kept of a meeting that is cancelled or moved by somebody inside, to be read before its claims go. Guests undo nothing. */
export async function remember(env: Env<'meetings'>, meeting: Meeting, kind: Undo['kind']): Promise<Update<'meetings', 'meeting.event'>> {
  const { undoMinutes } = await env.settings(settings);
  if (env.caller.kind !== 'user' || undoMinutes === 0 || (meeting.state !== 'draft' && meeting.state !== 'confirmed')) return {};
  const { bufferBefore, bufferAfter } = await standingClaims(env, meeting.id);
  const undo: Undo = { kind, state: meeting.state, start: meeting.start.toISOString(), end: meeting.end.toISOString(), bufferBefore, bufferAfter };
  return { undo, undoUntil: new Date(env.now().getTime() + undoMinutes * 60_000) };
}

/** Can what was just done be undone for a while? */
export const undoable = async (env: Env<'meetings'>, id: string): Promise<boolean> =>
  (await env.model('meeting.event').count({ id, undoUntil: { gt: env.now() } })) > 0;

/** Brings back a meeting that was cancelled or moved some minutes ago: its time is taken again, or it is said what has come in between. Attendees are told (SEQUENCE+1). */
export function undo(env: Env<'meetings'>, { id, version }: { id: string; version: number }): Promise<{ version: number }> {
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, ['draft', 'confirmed', 'cancelled'], 'restore');
    const was = meeting.undo;
    if (!was || !meeting.undoUntil || meeting.undoUntil <= env.now()) throw fault('MEETING_STATE', { detail: env.t('It is too late to undo this.') });
    const [start, end] = [new Date(was.start), new Date(was.end)];
    const changed = await change(
      env,
      meeting,
      { state: was.state, start, end, wallStart: wallOf(start, meeting.timeZone), reason: null, sequence: meeting.sequence + 1 },
      'restore',
    );
    const live = was.state === 'confirmed';
    if (live || meeting.origin === 'portal') {
      const { bufferBefore, bufferAfter } = was;
      await takeClaims(env, id, await storedClaims(env, changed, { askedAgain: was.kind === 'reschedule', bufferBefore, bufferAfter }));
      if (live && was.kind === 'cancel') await startConference(env, changed);
      await refreshActivities(env, id);
    }
    if (was.kind === 'cancel') {
      if (live) await env.emit(meetingConfirmed, { meeting: id });
      else if (meeting.origin === 'portal') await env.emit(meetingRequested, { meeting: id });
    } else if (live) {
      await moveConference(env, id);
      await env.emit(meetingChanged, { meeting: id, significant: true, removed: [] });
    }
    return { version: changed.version };
  });
}
