import type { Env } from '#core';
import { meetingChanged } from '../contract.ts';
import { fault } from '../faults.ts';
import { change, lockMeeting } from '../may-change.ts';
import { raisedForLink } from './link-mark.ts';
import { startConference } from './start-conference.ts';

/** A new link in place of the old one, which the provider is told to take away; attendees get it with an update. */
export function renewLink(env: Env<'meetings'>, { id, version }: { id: string; version: number }): Promise<{ version: number }> {
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, ['confirmed'], 'renew');
    if (!meeting.virtualRoom) throw fault('MEETING_STATE', { detail: env.t('This meeting has no virtual room. Choose one first.') });
    const changed = await change(env, meeting, { sequence: meeting.sequence + 1 }, 'renew');
    const started = await startConference(env, changed);
    if (started)
      await env.model('meeting.conference').update(started.conference.id, { linkOnly: raisedForLink(started.conference.linkOnly, meeting.sequence) });
    await env.emit(meetingChanged, { meeting: id, significant: false, removed: [] });
    return { version: changed.version };
  });
}
