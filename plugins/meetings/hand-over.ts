import { AtriumError, type Env } from '#core';
import { moveConference } from './conference/move-conference.ts';
import { meetingChanged, type Removed } from './contract.ts';
import { fault } from './faults.ts';
import { change, lockMeeting } from './may-change.ts';
import { refreshActivities } from './refresh-activities.ts';
import { standingClaims } from './standing-claims.ts';
import { storedClaims } from './stored-claims.ts';
import { takeClaims } from './take-claims.ts';

type HandOver = {
  id: string;
  version: number;
  host: string;
  /** The former host stays as somebody who must be there. */
  stay: boolean;
};

/**
 * Another host: claims of the two persons are swapped, the organizer of the invitation changes, everybody is told (SEQUENCE+1). The right to it is asked before the host
 * changes: who hands over a meeting that somebody else has made may lose it by that.
 */
export function handOver(env: Env<'meetings'>, { id, version, host, stay }: HandOver): Promise<{ version: number; warnings: string[] }> {
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, ['draft', 'confirmed'], 'hand over');
    const [next] = await env.service('base').people({ ids: [host] });
    if (!next?.active) throw fault('MEETING_STATE', { detail: env.t('Choose a host who is active.') });
    if (host === meeting.host) throw fault('MEETING_STATE', { detail: env.t('{name} is the host already.', { name: next.name }) });
    const sequence = meeting.state === 'confirmed' ? meeting.sequence + 1 : meeting.sequence;
    await change(env, meeting, { sequence }, 'hand over');
    const changed = await env.model('meeting.event').update(id, { host });
    const attendees = env.model('meeting.attendee');
    const [former] = await attendees.find({ event: id, role: 'host' });
    let removed: Removed[] = [];
    if (former && stay) await attendees.update(former.id, { role: 'required' });
    else if (former) {
      await attendees.delete(former.id);
      const { name, email, person, timeZone, language, role, partstat } = former;
      removed = [{ id: former.id, person, name, email, timeZone, language, role, partstat }];
    }
    const [there] = await attendees.find({ event: id, email: next.email });
    const asHost = { role: 'host', partstat: 'ACCEPTED', person: host } as const;
    if (there) await attendees.update(there.id, asHost);
    else await attendees.create({ event: id, name: next.name, email: next.email, timeZone: next.timeZone, language: next.language, ...asHost });
    let warnings: string[] = [];
    if (meeting.state === 'confirmed' || meeting.origin === 'portal') {
      warnings = await takeClaims(env, id, await storedClaims(env, changed, await standingClaims(env, id)));
      await refreshActivities(env, id);
    }
    if (meeting.state === 'confirmed') {
      await moveConference(env, id);
      await env.emit(meetingChanged, { meeting: id, significant: true, removed });
    }
    return { version: changed.version, warnings };
  });
}

/** May be handed over in a row: what is refused is told, and the others go. */
export async function handOverAll(
  env: Env<'meetings'>,
  meetings: readonly { id: string; version: number; subject: string }[],
  host: string,
): Promise<{ done: number; refused: string[] }> {
  const refused: string[] = [];
  for (const { id, version, subject } of meetings) {
    try {
      await env.service('meetings').handOver({ id, version, host, stay: false });
    } catch (error) {
      if (!(error instanceof AtriumError) || error.status >= 500) throw error;
      refused.push(`${subject}: ${env.t(error.message as 'Choose a host who is active.')}`);
    }
  }
  return { done: meetings.length - refused.length, refused };
}
