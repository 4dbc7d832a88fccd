import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Link, type LinkEffect, type LinkEvent, nextLink } from '../link-state.ts';

const RUNS = process.env['ATRIUM_TEST_LONG'] ? 20_000 : 1_500;

/** What happens outside: somebody decides, a call goes out, an answer comes (perhaps late), a call is refused, a room goes. */
type Happening =
  | 'want'
  | 'unwant'
  | 'change'
  | 'retry'
  | 'make'
  | 'remove'
  | 'deliver'
  | 'deliver-late'
  | 'refuse'
  | 'refuse-for-good'
  | 'lose-answer'
  | 'vanish'
  | 'refuse-look-up';

const happenings = fc.array(
  fc.constantFrom<Happening>(
    'want',
    'unwant',
    'change',
    'retry',
    'make',
    'remove',
    'deliver',
    'deliver-late',
    'refuse',
    'refuse-for-good',
    'lose-answer',
    'vanish',
  ),
  { maxLength: 60 },
);

/** A service with rooms that carry a generation, and a link that is brought forward by calls as the jobs do. */
function world() {
  let link: Link = { state: 'cancelled', generation: 0, externalId: null };
  const rooms = new Map<string, number>();
  const answers: { externalId: string; generation: number }[] = [];
  let wanted = false;
  let made = 0;

  const follow = (effects: readonly LinkEffect[], generation: number): void => {
    for (const effect of effects)
      if (effect.do === 'take-away') {
        if (effect.externalId !== null) rooms.delete(effect.externalId);
        else for (const [id, of] of rooms) if (of === generation) rooms.delete(id);
      }
  };
  const step = (event: LinkEvent): void => {
    const before = link;
    const { link: after, effects } = nextLink(link, event);
    expect(after.generation).toBeGreaterThanOrEqual(before.generation);
    if (after.generation === before.generation && before.externalId !== null) expect(after.externalId).toBe(before.externalId);
    link = after;
    follow(effects, before.generation);
  };
  const find = (): void => {
    // the look-up of an earlier try is refused
    if (link.state === 'creating') step({ kind: 'refused', generation: link.generation, class: 'quota.short', doubt: true });
  };
  const make = (): void => {
    if (link.externalId !== null || (link.state !== 'queued' && link.state !== 'creating')) return;
    step({ kind: 'begun', generation: link.generation });
    // what carries the key of this generation is found before anything is made
    const known = [...rooms].find(([, generation]) => generation === link.generation)?.[0];
    made += 1;
    const externalId = known ?? `room-${made}`;
    rooms.set(externalId, link.generation);
    answers.push({ externalId, generation: link.generation });
  };
  const remove = (): void => {
    if (link.state !== 'cancelling') return;
    const { generation, externalId } = link;
    for (const [id, of] of rooms) if (id === externalId || (externalId === null && of === generation)) rooms.delete(id);
    step({ kind: 'removed', generation });
  };
  const deliver = (late: boolean): void => {
    const answer = late ? answers.shift() : answers.pop();
    if (answer) step({ kind: 'answered', ...answer, state: 'ready' });
  };
  const act: Record<Happening, () => void> = {
    want: () => {
      wanted = true;
      step({ kind: 'wanted' });
    },
    unwant: () => {
      wanted = false;
      step({ kind: 'unwanted' });
    },
    change: () => step({ kind: 'changed' }),
    retry: () => step({ kind: 'retried' }),
    make,
    'refuse-look-up': find,
    remove,
    deliver: () => deliver(false),
    'deliver-late': () => deliver(true),
    refuse: () => {
      // it was refused before anything was made
      if (link.state === 'creating' && ![...rooms.values()].includes(link.generation))
        step({ kind: 'refused', generation: link.generation, class: 'transient' });
    },
    'refuse-for-good': () => {
      if (link.state === 'creating' && ![...rooms.values()].includes(link.generation))
        step({ kind: 'refused', generation: link.generation, class: 'permanent' });
    },
    'lose-answer': () => {
      if (answers.pop() && link.state === 'creating') step({ kind: 'refused', generation: link.generation, class: 'unknown-outcome' });
    },
    vanish: () => {
      if (link.externalId === null) return;
      rooms.delete(link.externalId);
      if (link.state !== 'cancelling' && link.state !== 'cancelled') step({ kind: 'gone', generation: link.generation });
    },
  };
  /** All calls come through, every answer arrives. */
  const settle = (): void => {
    for (let turn = 0; turn < 5; turn += 1) {
      while (answers.length > 0) deliver(true);
      if (link.state === 'failed') step({ kind: 'retried' });
      make();
      while (answers.length > 0) deliver(true);
      remove();
    }
  };
  return { act, settle, see: () => ({ link, rooms: [...rooms.keys()], wanted }) };
}

it('leaves one room for a link that is wanted and none for one that is not, whatever happened in which order', () => {
  fc.assert(
    fc.property(happenings, (events) => {
      const { act, settle, see } = world();
      for (const event of events) act[event]();
      settle();
      const { link, rooms, wanted } = see();
      if (wanted) expect({ state: link.state, rooms }).toEqual({ state: 'ready', rooms: [link.externalId] });
      else expect({ state: link.state, rooms }).toEqual({ state: 'cancelled', rooms: [] });
    }),
    { numRuns: RUNS },
  );
});

it('hears nothing of an older generation but what has to be taken back', () => {
  const link: Link = { state: 'ready', generation: 3, externalId: 'c' };
  expect(nextLink(link, { kind: 'answered', generation: 2, externalId: 'b', state: 'ready' })).toEqual({
    link,
    effects: [{ do: 'take-away', externalId: 'b' }],
  });
  for (const event of [
    { kind: 'refused' as const, generation: 2, class: 'permanent' as const },
    { kind: 'gone' as const, generation: 2 },
    { kind: 'removed' as const, generation: 2 },
    { kind: 'begun' as const, generation: 2 },
  ])
    expect(nextLink(link, event)).toEqual({ link, effects: [] });
});

it('keeps a link that works when a change of it is refused', () => {
  const link: Link = { state: 'ready', generation: 1, externalId: 'a' };
  expect(nextLink(link, { kind: 'refused', generation: 1, class: 'permanent' }).link).toEqual(link);
});
