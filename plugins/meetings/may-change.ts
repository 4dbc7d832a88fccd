import { AtriumError, type DomainFor, type Env, fail, type Row, type Update } from '#core';
import { fault } from './faults.ts';

type Meeting = Row<'meetings', 'meeting.event'>;

/** How it is refused to whoever may not. */
export const deeds = {
  cancel: 'Only the host, the creator or a meeting manager can cancel this meeting.',
  confirm: 'Only the host, the creator or a meeting manager can confirm this meeting.',
  move: 'Only the host, the creator or a meeting manager can move this meeting.',
  change: 'Only the host, the creator or a meeting manager can change this meeting.',
  delete: 'Only the host, the creator or a meeting manager can delete this meeting.',
  'hand over': 'Only the host, the creator or a meeting manager can hand over this meeting.',
  'set back': 'Only the host, the creator or a meeting manager can set back this meeting.',
  restore: 'Only the host, the creator or a meeting manager can restore this meeting.',
  renew: 'Only the host, the creator or a meeting manager can renew the link of this meeting.',
  invite: 'Only the host, the creator or a meeting manager can send invitations to this meeting.',
} as const;

/** What somebody wants to do to a meeting; the word says how it is refused. */
export type Deed = keyof typeof deeds;

export const notYours = (env: Env<'meetings'>, deed: Deed): AtriumError => fault('MEETING_NOT_YOURS', { detail: env.t(deeds[deed]) });

/** For pages that ask something before it is done: whoever would be refused at the end is told at the beginning. @throws NOT_FOUND, MEETING_NOT_YOURS */
export async function assertMayChange(env: Env<'meetings'>, id: string, deed: Deed): Promise<void> {
  await env.model('meeting.event').get(id);
  if (!(await env.model('meeting.event').may('update', id))) throw notYours(env, deed);
}

/**
 * Reads the meeting for a change and locks it. That there is a meeting is no secret among those who have meetings, as all see who is busy; whose it is, and what it says, is.
 * @throws NOT_FOUND, VERSION_CONFLICT, MEETING_STATE; MEETING_NOT_YOURS where the caller may not even read it
 */
export async function lockMeeting(
  env: Env<'meetings'>,
  id: string,
  version: number | undefined,
  states: readonly Meeting['state'][],
  deed: Deed,
): Promise<Meeting> {
  const readable = env.caller.kind !== 'user' || (await env.asCaller().model('meeting.event').count({ id })) > 0;
  const [meeting] = await env.model('meeting.event').lock({ id });
  if (!meeting) throw fail('NOT_FOUND');
  if (!readable) throw notYours(env, deed);
  if (!states.includes(meeting.state)) throw fault('MEETING_STATE', { extra: { state: meeting.state } });
  if (version !== undefined && meeting.version !== version) throw fail('VERSION_CONFLICT', { extra: { version: meeting.version } });
  return meeting;
}

/**
 * Writes the change as the caller, so that the record rules decide who may: host, creator, manager. Raises `version`; what could be undone until now cannot any more, and the reason of the last change is no longer that of this one.
 * @throws MEETING_NOT_YOURS where they say no.
 */
export async function change(env: Env<'meetings'>, meeting: Meeting, values: Update<'meetings', 'meeting.event'>, deed: Deed): Promise<Meeting> {
  const writer = env.caller.kind === 'user' ? env.asCaller() : env;
  const where: DomainFor<'meetings', 'meeting.event'> = { id: meeting.id, version: meeting.version };
  // A date of a series that is changed by itself is left as it is when the series changes.
  const alone = meeting.series !== null && (deed === 'move' || deed === 'change' || deed === 'hand over') ? { exception: true } : {};
  try {
    const [changed] = await writer
      .model('meeting.event')
      .update(where, { undo: null, undoUntil: null, reason: null, ...alone, ...values, version: meeting.version + 1 });
    if (changed) return changed;
  } catch (error) {
    if (!(error instanceof AtriumError) || error.code !== 'ACCESS_DENIED') throw error;
  }
  throw notYours(env, deed);
}
