import type { Row } from '#core';
import type { ChangedMember, MeetingProvider } from './provider-contract.ts';

export type NextCall =
  | { call: 'create' | 'find-or-create' | 'poll' | 'cancel' | 'find-and-cancel' }
  | { call: 'update'; changed: readonly ChangedMember[] }
  /** The room cannot become what is wanted: another one is made, and this one goes. */
  | { call: 'make-anew' }
  /** The service knows all. */
  | { call: 'none' };

type Known = Pick<Row<'meetings', 'meeting.conference'>, 'state' | 'externalId' | 'told'>;

/** What to ask the provider for now, by what we know of the room and what the service does not know yet. Pure. */
export function nextCall({ state, externalId, told }: Known, { capabilities, ...provider }: MeetingProvider, changed: readonly ChangedMember[]): NextCall {
  if (state === 'cancelling') {
    if (!provider.cancel) return { call: 'none' };
    return { call: externalId === null ? 'find-and-cancel' : 'cancel' };
  }
  // A try that began and was not heard of again may have made the room.
  if (externalId === null) return { call: state === 'creating' && provider.findByKey ? 'find-or-create' : 'create' };
  if (state === 'pending' && provider.poll) return { call: 'poll' };
  // Rooms of before this was kept: believed to be as they should.
  if (told === null || changed.length === 0) return told === null && provider.update ? { call: 'update', changed } : { call: 'none' };
  if (capabilities.perHostIdentity && changed.includes('host')) return { call: 'make-anew' };
  if (provider.update) return { call: 'update', changed };
  return changed.includes('time') && !capabilities.updateInPlace ? { call: 'make-anew' } : { call: 'none' };
}
