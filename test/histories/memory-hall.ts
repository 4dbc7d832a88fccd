import { apply } from './check-history.ts';
import { type Creation, type Event, type Hall, isCreation, type Outcome, type Standing, type Step } from './history.ts';

/** How a hall goes wrong, on purpose. */
export type Flaw =
  /** A move does not look whether the new time is free. */
  | 'moves over others'
  /** What is cancelled after the database was restarted is said to be, and stays. */
  | 'forgets cancellations after a restart'
  /** A program that repeats what it got no answer to books twice. */
  | 'books twice without an answer'
  /** A confirmation writes its row to the outbox outside of the transaction: where the answer is lost it is written again. */
  | 'tells twice without an answer';

type Held = { creation: Creation; state: NonNullable<ReturnType<typeof apply>>; sequence: number };

/**
 * A hall in memory that keeps all promises but for its flaw, so that what judges histories can be tried without one that is broken in earnest. The answer to every seventh step is lost.
 */
export function memoryHall(flaw?: Flaw): Hall {
  const held: Held[] = [];
  const twice: Held[] = [];
  let restarted = false;
  const none = { state: 'none', slot: -1, told: { requested: 0, confirmed: 0, changed: 0, cancelled: 0 } } as const;

  const needsOf = (creation: Creation): string[] =>
    creation.kind === 'book' ? [`person ${creation.link}`, `room ${creation.link}`] : [`person ${creation.host}`, `room ${creation.room}`];
  const slotsOf = ({ creation, state }: Held): number[] =>
    Array.from({ length: creation.kind === 'plan-series' ? creation.days : 1 }, (_, day) => state.slot + day * 8);
  const isLive = ({ creation, state }: Held): boolean => state.state === 'confirmed' || (state.state === 'draft' && creation.kind === 'book');
  const taken = (wanted: Held): boolean =>
    isLive(wanted) &&
    held.some(
      (other) =>
        other.creation !== wanted.creation &&
        isLive(other) &&
        slotsOf(other).some((slot) => slotsOf(wanted).includes(slot)) &&
        needsOf(other.creation).some((need) => needsOf(wanted.creation).includes(need)),
    );

  function act(step: Step): Outcome {
    const lost = step.id % 7 === 0;
    const known = isCreation(step) ? undefined : held.find(({ creation }) => creation.id === step.of);
    if (!isCreation(step) && !known) return { kind: 'skipped' };
    const creation = isCreation(step) ? step : known?.creation;
    const state = creation && apply(known?.state ?? none, step, creation);
    if (!creation || !state) return { kind: 'refused' };
    if (flaw === 'forgets cancellations after a restart' && restarted && step.kind === 'cancel') return { kind: 'done' };
    const next: Held = { creation, state, sequence: (known?.sequence ?? 0) + (step.kind === 'move' || step.kind === 'cancel' ? 1 : 0) };
    if (!(flaw === 'moves over others' && step.kind === 'move') && taken(next)) return { kind: 'refused' };
    if (known) held.splice(held.indexOf(known), 1);
    held.push(next);
    if (lost && flaw === 'books twice without an answer' && step.kind === 'book') twice.push({ ...next, state: { ...state, slot: state.slot + 100 } });
    if (lost && flaw === 'tells twice without an answer' && step.kind === 'confirm')
      next.state = { ...state, told: { ...state.told, confirmed: state.told.confirmed + 1 } };
    return { kind: lost ? 'unknown' : 'done' };
  }

  function standing(): Standing {
    const meetings = [...held, ...twice].flatMap((one, index) =>
      slotsOf(one).flatMap((slot) => {
        const { state } = one.state;
        if (state === 'none') return [];
        return [{ id: `${index}/${slot}`, step: one.creation.id, state, slot, sequence: one.sequence, live: isLive(one), needs: needsOf(one.creation) }];
      }),
    );
    const outbox = held.flatMap(({ creation, state }) =>
      (['requested', 'confirmed', 'changed', 'cancelled'] as const).flatMap((event: Event) =>
        Array.from({ length: state.told[event] }, () => ({ step: creation.id, event })),
      ),
    );
    const mails = held.flatMap(({ creation, state: { state, told }, sequence }) => {
      const method = state === 'confirmed' ? 'REQUEST' : state === 'cancelled' && told.confirmed > 0 ? 'CANCEL' : undefined;
      return method ? [{ step: creation.id, method, sequence, sent: true }] : [];
    });
    const claims = meetings.filter(({ live }) => live).flatMap(({ id, needs, slot }) => needs.map((resource) => ({ meeting: id, resource, slot })));
    return { meetings, claims, outbox, mails, jobs: 0 };
  }

  return {
    send: async (step) => act(step),
    fault: async ({ kind }) => {
      restarted ||= kind === 'restart-database';
    },
    settle: async () => standing(),
  };
}
