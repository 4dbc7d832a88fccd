import { describe, expect, it } from 'vitest';
import { checkHistory } from './check-history.ts';
import type { Deed, History, Outcome, Standing, Step } from './history.ts';

let tick = 0;
const deed = (step: Step, kind: Outcome['kind'] = 'done'): Deed => ({ step, began: tick++, ended: tick++, outcome: { kind } });
const book = (id: number, slot: number): Step => ({ id, client: 0, kind: 'book', link: 0, approval: false, slot });
const plan = (id: number, slot: number): Step => ({ id, client: 5, kind: 'plan', host: 1, room: 1, slot, with: null });
const series = (id: number, slot: number): Step => ({ id, client: 5, kind: 'plan-series', host: 1, room: 1, slot, days: 2 });
const change = (id: number, kind: 'confirm' | 'cancel', of: number): Step => ({ id, client: 5, kind, of });
const move = (id: number, of: number, slot: number): Step => ({ id, client: 0, kind: 'move', of, slot });

type Meeting = Standing['meetings'][number];
const meeting = (step: number, slot: number, more: Partial<Meeting> = {}): Meeting => {
  const state = more.state ?? 'confirmed';
  return { id: `meeting ${step} at ${slot}`, step, slot, sequence: 0, live: state === 'confirmed', needs: [`person ${step}`], ...more, state };
};

/** What stands where all is well, for these meetings and outbox rows; each told of once. */
function standing(meetings: readonly Meeting[], outbox: Standing['outbox'], more: Partial<Standing> = {}): Standing {
  const told = [...new Map(meetings.map((one) => [one.step, one])).values()];
  return {
    meetings,
    claims: meetings.filter(({ live }) => live).flatMap(({ id, needs, slot }) => needs.map((resource) => ({ meeting: id, resource, slot }))),
    outbox,
    mails: told.flatMap(({ step, state, sequence }) => {
      const method = state === 'confirmed' ? 'REQUEST' : state === 'cancelled' ? 'CANCEL' : undefined;
      return method ? [{ step, method, sequence, sent: true }] : [];
    }),
    jobs: 0,
    ...more,
  };
}
const confirmed = { step: 1, event: 'confirmed' } as const;
const cancelled = { step: 1, event: 'cancelled' } as const;
const changed = { step: 1, event: 'changed' } as const;

const stands = meeting(1, 3);
const moved = meeting(1, 4, { sequence: 1 });
const off = meeting(1, 3, { state: 'cancelled', sequence: 1 });

const sound: Record<string, History> = {
  'nothing at all': { deeds: [], standing: standing([], []) },
  'a booking that is there': { deeds: [deed(book(1, 3))], standing: standing([stands], [confirmed]) },
  'one that was refused': { deeds: [deed(book(1, 3), 'refused')], standing: standing([], []) },
  'one in doubt that is there': { deeds: [deed(book(1, 3), 'unknown')], standing: standing([stands], [confirmed]) },
  'one in doubt that is not': { deeds: [deed(book(1, 3), 'unknown')], standing: standing([], []) },
  'a move': { deeds: [deed(book(1, 3)), deed(move(2, 1, 4))], standing: standing([moved], [confirmed, changed]) },
  'a cancellation in doubt that came through after a later move': {
    deeds: [deed(book(1, 3)), deed(change(2, 'cancel', 1), 'unknown'), deed(move(3, 1, 4))],
    standing: standing([{ ...moved, state: 'cancelled', live: false, sequence: 2 }], [confirmed, changed, cancelled]),
  },
  'a change in doubt of what is in doubt itself': {
    deeds: [deed(plan(1, 3), 'unknown'), deed(change(2, 'confirm', 1), 'unknown'), deed(change(3, 'confirm', 1), 'refused')],
    standing: standing([stands], [confirmed]),
  },
  'a series': {
    deeds: [deed(series(1, 3)), deed(change(2, 'confirm', 1))],
    standing: standing([stands, meeting(1, 11)], [confirmed]),
  },
  'two at the same time of whom one was heard first': {
    deeds: [
      { step: plan(1, 3), began: 0, ended: 1, outcome: { kind: 'done' } },
      { step: change(2, 'cancel', 1), began: 2, ended: 6, outcome: { kind: 'done' } },
      { step: change(3, 'confirm', 1), began: 3, ended: 5, outcome: { kind: 'done' } },
    ],
    standing: standing([off], [confirmed, cancelled]),
  },
};

const booked = [deed(book(1, 3))];
const drafted = [deed(plan(1, 3)), deed(change(2, 'confirm', 1))];
const wrong: Record<string, [History, RegExp]> = {
  'an acknowledged booking is not there': [{ deeds: booked, standing: standing([], []) }, /nothing explains that it is none/],
  'a refused one is there': [{ deeds: [deed(book(1, 3), 'refused')], standing: standing([stands], [confirmed]) }, /nothing explains/],
  'one in doubt is there twice': [
    { deeds: [deed(book(1, 3), 'unknown')], standing: standing([stands, meeting(1, 5)], [confirmed]) },
    /it is there 2 times instead of 1, at 3, 5/,
  ],
  'an acknowledged cancellation was lost': [
    { deeds: [...booked, deed(change(2, 'cancel', 1))], standing: standing([stands], [confirmed]) },
    /nothing explains/,
  ],
  'an acknowledged move was lost': [{ deeds: [...booked, deed(move(2, 1, 4))], standing: standing([stands], [confirmed]) }, /nothing explains/],
  'a refused cancellation was done': [
    { deeds: [...booked, deed(change(2, 'cancel', 1), 'refused')], standing: standing([off], [confirmed, cancelled]) },
    /nothing explains/,
  ],
  'two cancelled the same': [
    { deeds: [...booked, deed(change(2, 'cancel', 1)), deed(change(3, 'cancel', 1))], standing: standing([off], [confirmed, cancelled, cancelled]) },
    /nothing explains/,
  ],
  'what was cancelled was confirmed afterwards': [
    { deeds: [deed(plan(1, 3)), deed(change(2, 'cancel', 1)), deed(change(3, 'confirm', 1))], standing: standing([stands], [confirmed, cancelled]) },
    /nothing explains/,
  ],
  'it stands at a time that nobody asked for': [{ deeds: booked, standing: standing([meeting(1, 7)], [confirmed]) }, /nothing explains/],
  'its row in the outbox is missing': [{ deeds: drafted, standing: standing([stands], []) }, /nothing explains that it is confirmed at 3, told 0\/0/],
  'its row in the outbox is there twice': [{ deeds: drafted, standing: standing([stands], [confirmed, confirmed]) }, /nothing explains/],
  'a row in the outbox is about what was rolled back': [
    { deeds: [deed(book(1, 3), 'unknown')], standing: standing([], [confirmed]) },
    /nothing explains that it is none/,
  ],
  'claims overlap': [
    {
      deeds: [...booked, deed(book(2, 3))],
      standing: standing([stands, meeting(2, 3, { needs: ['person 1'] })], [confirmed, { step: 2, event: 'confirmed' }]),
    },
    /person 1 at 3 is held by/,
  ],
  'a time is held for nobody any more': [
    {
      deeds: [...booked, deed(change(2, 'cancel', 1))],
      standing: standing([off], [confirmed, cancelled], { claims: [{ meeting: off.id, resource: 'person 1', slot: 3 }] }),
    },
    /not so that .* needs person 1 at 3, which it holds/,
  ],
  'a meeting stands without its time': [{ deeds: booked, standing: standing([stands], [confirmed], { claims: [] }) }, /does not hold it/],
  'half of a series is there': [
    { deeds: [deed(series(1, 3)), deed(change(2, 'confirm', 1), 'unknown')], standing: standing([meeting(1, 3, { state: 'draft' })], []) },
    /it is there 1 times instead of 2/,
  ],
  'half of a series is confirmed': [
    { deeds: [deed(series(1, 3)), deed(change(2, 'confirm', 1), 'unknown')], standing: standing([stands, meeting(1, 11, { state: 'draft' })], [confirmed]) },
    /its dates stand differently/,
  ],
  'nobody made it': [{ deeds: [], standing: standing([stands], []) }, /nobody made the meeting/],
  'the guest was not told': [{ deeds: booked, standing: standing([stands], [confirmed], { mails: [] }) }, /nobody was told/],
  'the guest was told twice': [
    {
      deeds: booked,
      standing: standing([stands], [confirmed], {
        mails: [
          { step: 1, method: 'REQUEST', sequence: 0, sent: true },
          { step: 1, method: 'REQUEST', sequence: 0, sent: true },
        ],
      }),
    },
    /REQUEST 0 was mailed 2 times/,
  ],
  'the guest knows an older state': [
    {
      deeds: [...booked, deed(move(2, 1, 4))],
      standing: standing([moved], [confirmed, changed], { mails: [{ step: 1, method: 'REQUEST', sequence: 0, sent: true }] }),
    },
    /nobody was told/,
  ],
  'a mail was never sent': [
    { deeds: booked, standing: standing([stands], [confirmed], { mails: [{ step: 1, method: 'REQUEST', sequence: 0, sent: false }] }) },
    /never sent/,
  ],
  'a cancellation was not mailed': [
    { deeds: [...booked, deed(change(2, 'cancel', 1))], standing: standing([off], [confirmed, cancelled], { mails: [] }) },
    /0 cancellations were mailed instead of 1/,
  ],
  'a job is left': [{ deeds: booked, standing: standing([stands], [confirmed], { jobs: 1 }) }, /1 jobs are left/],
};

describe('a history', () => {
  it.each(Object.entries(sound))('is sound: %s', (_, history) => {
    expect(checkHistory(history)).toEqual([]);
  });
  it.each(Object.entries(wrong))('is not: %s', (_, [history, problem]) => {
    expect(checkHistory(history).join('\n')).toMatch(problem);
  });
});
