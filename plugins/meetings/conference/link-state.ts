import type { ProviderFailureClass } from './provider-failure.ts';

export const linkStates = ['queued', 'creating', 'pending', 'ready', 'failed', 'cancelling', 'cancelled'] as const;
export type LinkState = (typeof linkStates)[number];

/**
 * What we know of a meeting's room at the service. A generation is one room: whatever needs another one (another account, a new link, a room that is gone) begins the next,
 * with an operation key of its own. `externalId`: null until an answer has come; while `creating` there may be a room of which we have not heard.
 */
export type Link = { state: LinkState; generation: number; externalId: string | null };

export type LinkEvent =
  /** A room is wanted, a new one where there is one. */
  | { kind: 'wanted' }
  /** No room is wanted any more. */
  | { kind: 'unwanted' }
  /** Time, title, people or options are others. */
  | { kind: 'changed' }
  /** The call that makes the room goes out now. */
  | { kind: 'begun'; generation: number }
  | { kind: 'answered'; generation: number; externalId: string; state: 'ready' | 'pending' }
  /** `doubt`: the look-up itself was refused, so there may still be a room of an earlier try. */
  | { kind: 'refused'; generation: number; class: ProviderFailureClass; doubt?: boolean }
  /** The service does not know the room (any more). */
  | { kind: 'gone'; generation: number }
  | { kind: 'removed'; generation: number }
  /** Somebody asks for another try. */
  | { kind: 'retried' };

/** `call`: bring the service to where the link is. `take-away`: a room that no link knows any more; without `externalId` it is looked up by the key of the generation. */
export type LinkEffect = { do: 'call' } | { do: 'take-away'; externalId: string | null };

export type LinkStep = { link: Link; effects: readonly LinkEffect[] };

const CALL: LinkEffect = { do: 'call' };
const stay = (link: Link): LinkStep => ({ link, effects: [] });

/** What may stand at the service for this link, to be removed once it is not ours any more. */
const leftBehind = ({ state, externalId }: Link): readonly LinkEffect[] =>
  state === 'cancelled' ? [] : externalId !== null || state === 'creating' || state === 'cancelling' ? [{ do: 'take-away', externalId }] : [];

function refused(link: Link, kind: ProviderFailureClass, doubt: boolean): LinkStep {
  if (link.state === 'creating') return stay({ ...link, state: doubt || kind === 'unknown-outcome' ? 'creating' : kind === 'permanent' ? 'failed' : 'queued' });
  // It cannot be removed: whatever is there carries our key, and the reconciliation looks again.
  if (link.state === 'cancelling' && kind === 'permanent') return stay({ ...link, state: 'cancelled' });
  if (link.state === 'pending' && kind === 'permanent') return stay({ ...link, state: 'failed' });
  // A change that was refused leaves a link that works.
  return stay(link);
}

function answered(link: Link, { generation, externalId, state }: Extract<LinkEvent, { kind: 'answered' }>): LinkStep {
  const late: readonly LinkEffect[] = [{ do: 'take-away', externalId }];
  if (link.generation !== generation || link.state === 'cancelled') return { link, effects: late };
  if (link.externalId !== null && link.externalId !== externalId) return { link, effects: late };
  if (link.state === 'cancelling') return { link: { ...link, externalId }, effects: [CALL] };
  return stay({ ...link, externalId, state });
}

/** The one place where a link changes its state. Pure: the same link and event give the same step. */
export function nextLink(link: Link, event: LinkEvent): LinkStep {
  const { state, generation, externalId } = link;
  if ('generation' in event && event.kind !== 'answered' && event.generation !== generation) return stay(link);
  switch (event.kind) {
    case 'wanted':
      return { link: { state: 'queued', generation: generation + 1, externalId: null }, effects: [...leftBehind(link), CALL] };
    case 'unwanted':
      if (state === 'cancelled' || state === 'cancelling') return stay(link);
      if (externalId === null && state !== 'creating') return stay({ state: 'cancelled', generation: generation + 1, externalId });
      return { link: { ...link, state: 'cancelling' }, effects: [CALL] };
    case 'changed':
      return state === 'cancelled' || state === 'cancelling' ? stay(link) : { link, effects: [CALL] };
    case 'begun':
      return stay(state === 'queued' ? { ...link, state: 'creating' } : link);
    case 'answered':
      return answered(link, event);
    case 'refused':
      return refused(link, event.class, event.doubt ?? false);
    case 'gone':
      if (state === 'cancelling') return stay({ ...link, state: 'cancelled' });
      if (externalId === null || state === 'cancelled') return stay(link);
      return { link: { state: 'queued', generation: generation + 1, externalId: null }, effects: [CALL] };
    case 'removed':
      return stay(state === 'cancelling' ? { ...link, state: 'cancelled' } : link);
    case 'retried':
      if (state === 'cancelled' || (state === 'ready' && externalId === null)) return stay(link);
      return { link: state === 'failed' ? { ...link, state: externalId === null ? 'queued' : 'pending' } : link, effects: [CALL] };
  }
}
