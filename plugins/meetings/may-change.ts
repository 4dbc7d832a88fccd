import { AtriumError, type DomainFor, type Env, fail, type Row, type Update } from '#core';
import { fault } from './faults.ts';

type Meeting = Row<'meetings', 'meeting.event'>;

/** Reads the meeting for a change and locks it. What the caller may not see does not exist. @throws NOT_FOUND, VERSION_CONFLICT, MEETING_STATE */
export async function lockMeeting(env: Env<'meetings'>, id: string, version: number | undefined, states: readonly Meeting['state'][]): Promise<Meeting> {
  if (env.caller.kind === 'user') await env.asCaller().model('meeting.event').get(id);
  const [meeting] = await env.model('meeting.event').lock({ id });
  if (!meeting) throw fail('NOT_FOUND');
  if (!states.includes(meeting.state)) throw fault('MEETING_STATE', { extra: { state: meeting.state } });
  if (version !== undefined && meeting.version !== version) throw fail('VERSION_CONFLICT', { extra: { version: meeting.version } });
  return meeting;
}

/**
 * Writes the change as the caller, so that the record rules decide who may: host, creator, manager. Raises `version`.
 * @throws MEETING_NOT_YOURS with `refusal` where they say no.
 */
export async function change(env: Env<'meetings'>, meeting: Meeting, values: Update<'meetings', 'meeting.event'>, refusal: string): Promise<Meeting> {
  const writer = env.caller.kind === 'user' ? env.asCaller() : env;
  const where: DomainFor<'meetings', 'meeting.event'> = { id: meeting.id, version: meeting.version };
  try {
    const [changed] = await writer.model('meeting.event').update(where, { ...values, version: meeting.version + 1 });
    if (changed) return changed;
  } catch (error) {
    if (!(error instanceof AtriumError) || error.code !== 'ACCESS_DENIED') throw error;
  }
  throw fault('MEETING_NOT_YOURS', { detail: env.t(refusal) });
}
