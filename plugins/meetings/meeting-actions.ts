import type { Env, RecordAction } from '#core';
import { cancelPreview } from './cancel-preview.tsx';
import { oldLinkNote } from './conference/old-link-note.ts';
import { onSeenVersion } from './history/on-seen-version.ts';
import { deeds } from './may-change.ts';
import { refusedPiece } from './refused-piece.tsx';
import { confirmedWords } from './rooms/confirmed-words.ts';
import { waitsForRoom } from './rooms/waits-for-room.ts';
import { undoable } from './undo.ts';

type Meetings = Env<'meetings'>;

/** The sentence, and who is taken already where the setting lets that pass. */
const warned = (env: Meetings, sentence: string, warnings: readonly string[] = []): { message: string } => ({
  message: warnings.length === 0 ? sentence : `${sentence} ${env.t('Taken already: {names}.', { names: warnings.join('; ') })}`,
});

const planned = { state: { in: ['draft', 'confirmed'] } } as const;

/** What can be done to a meeting from its page, and to many from the list; each asks before it takes something away. Who may is decided by the rules, for what is offered and again when it is done. */
export const meetingActions = [
  {
    name: 'confirm',
    needs: 'update',
    refusal: deeds.confirm,
    bulk: true,
    label: 'Confirm',
    icon: 'check',
    style: 'primary',
    visible: { state: 'draft' },
    offered: async (env: Meetings, id) => !(await waitsForRoom(env, id)),
    run: async (env: Meetings, id, _answers, seen) => {
      const changed = await onSeenVersion(env, id, seen, (at) => env.service('meetings').confirm(at));
      return warned(env, confirmedWords(env, changed), changed.warnings);
    },
    refused: refusedPiece,
  },
  {
    name: 'remind-room-managers',
    needs: 'update',
    refusal: deeds.confirm,
    label: 'Remind the room managers',
    icon: 'bell',
    visible: { state: 'draft' },
    offered: waitsForRoom,
    run: async (env: Meetings, id, _answers, seen) => {
      const changed = await onSeenVersion(env, id, seen, (at) => env.service('meetings').confirm(at));
      return { message: confirmedWords(env, changed) };
    },
    refused: refusedPiece,
  },
  { name: 'edit', needs: 'update', label: 'Edit', icon: 'pencil', visible: planned, link: (id) => `/app/meetings/${id}/edit` },
  {
    name: 'cancel',
    needs: 'update',
    refusal: deeds.cancel,
    bulk: true,
    label: 'Cancel meeting',
    icon: 'calendar-x',
    style: 'danger',
    confirm: 'The time becomes free again and everybody who was invited is told.',
    note: (env: Meetings, id) => oldLinkNote(env, id),
    ask: [{ name: 'reason', label: 'Reason (told to the attendees)', kind: 'text' }],
    visible: planned,
    run: async (env: Meetings, id, answers, seen) => {
      const reason = answers['reason'] ? { reason: answers['reason'] } : {};
      await onSeenVersion(env, id, seen, (at) => env.service('meetings').cancel({ ...at, ...reason }));
      return { message: env.t('The meeting is cancelled.'), ...((await undoable(env, id)) ? { undo: `/app/meetings/${id}/undo` } : {}) };
    },
    refused: refusedPiece,
    preview: (env: Meetings, ids) => cancelPreview(env, ids),
    runMany: (env: Meetings, ids, answers) => env.service('meetings').cancelMany({ ids, ...(answers['reason'] ? { reason: answers['reason'] } : {}) }),
  },
  { name: 'hand-over', needs: 'update', label: 'Hand over', icon: 'users', visible: planned, link: (id) => `/app/meetings/${id}/hand-over` },
  {
    name: 'invitation-text',
    label: 'Invitation text',
    icon: 'copy',
    visible: planned,
    link: (id) => `/app/meetings/${id}/invitation-text`,
  },
  { name: 'history', label: 'Versions', icon: 'history', link: (id) => `/app/meetings/${id}/history` },
  {
    name: 'renew-link',
    needs: 'update',
    refusal: deeds.renew,
    label: 'Renew link',
    icon: 'refresh-cw',
    confirm: 'The meeting gets a new room, the old one is taken away at the service, and everybody who was invited gets the new link.',
    note: (env: Meetings, id) => oldLinkNote(env, id),
    visible: { state: 'confirmed', virtualRoom: { ne: null } },
    run: async (env: Meetings, id, _answers, seen) => {
      await onSeenVersion(env, id, seen, (at) => env.service('meetings').renewLink(at));
      return { message: env.t('The meeting gets a new link. Updates are on their way.') };
    },
    refused: refusedPiece,
  },
  {
    name: 'set-back',
    needs: 'update',
    refusal: deeds['set back'],
    bulk: true,
    label: 'Set back to draft',
    icon: 'undo-2',
    confirm:
      'The time becomes free; it is taken again when the meeting is confirmed anew, if it is still free then. Whoever was invited is told that it is off for now.',
    visible: { state: { in: ['confirmed', 'cancelled'] } },
    run: async (env: Meetings, id, _answers, seen) => {
      await onSeenVersion(env, id, seen, (at) => env.service('meetings').setBack(at));
      return { message: env.t('The meeting is a draft again and takes no time.') };
    },
    refused: refusedPiece,
  },
  {
    name: 'remove',
    needs: 'update',
    refusal: deeds.delete,
    bulk: true,
    label: 'Delete',
    icon: 'trash-2',
    style: 'danger',
    confirm: 'The meeting is deleted for good, with its attendees and activities.',
    visible: { state: { in: ['draft', 'cancelled'] } },
    run: async (env: Meetings, id, _answers, seen) => {
      await onSeenVersion(env, id, seen, (at) => env.service('meetings').remove(at));
      return { to: '/app/meeting.event', message: env.t('The meeting is deleted.') };
    },
    refused: refusedPiece,
  },
  {
    name: 'cancel-and-remove',
    needs: 'update',
    refusal: deeds.delete,
    bulk: true,
    label: 'Cancel and delete',
    icon: 'trash-2',
    style: 'danger',
    confirm:
      'Everybody who was invited is told that the meeting is off. Then it is deleted for good, with its attendees, activities, reminders and link. This cannot be undone.',
    visible: { state: 'confirmed' },
    run: async (env: Meetings, id, _answers, seen) => {
      await onSeenVersion(env, id, seen, (at) => env.service('meetings').remove({ ...at, cancel: true }));
      return { to: '/app/meeting.event', message: env.t('The meeting is cancelled and deleted.') };
    },
    refused: refusedPiece,
  },
] satisfies readonly RecordAction[];
