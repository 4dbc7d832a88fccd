import type { Change, Creation, Fault, Plan, Step } from './history.ts';

/** A number from 0 to 1, the same row for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const size = { clients: 8, guests: 4, links: 3, rooms: 3, slots: 20, people: 5 } as const;

/** Steps of eight clients, four guests and four managers, and what goes wrong meanwhile: all of it follows from the seed. */
export function planHistory(seed: number, count: { steps: number; faults: number }): Plan {
  const next = random(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const made: Creation[] = [];
  const steps: Step[] = [];

  /** Mostly something of late: there is a crowd around few meetings. Sometimes something older, so that times become free again. */
  const earlier = (fits: (creation: Creation) => boolean): Creation | undefined => {
    const fitting = made.filter(fits).slice(next() < 0.7 ? -10 : -100);
    return fitting[below(fitting.length)];
  };
  const guestStep = (id: number, client: number): Step => {
    const chance = next();
    const of = chance < 0.5 ? undefined : earlier(({ kind }) => kind === 'book');
    if (!of) {
      const link = below(size.links);
      return { id, client, kind: 'book', link, approval: link === size.links - 1, slot: below(size.slots) };
    }
    return chance < 0.75 ? { id, client, kind: 'move', of: of.id, slot: below(size.slots) } : { id, client, kind: 'cancel', of: of.id };
  };
  const staffStep = (id: number, client: number): Step => {
    const chance = next();
    const place = { host: below(size.people), room: below(size.rooms), slot: below(size.slots) };
    const change = (kind: 'confirm' | 'cancel', of: Creation | undefined): Change | undefined => of && { id, client, kind, of: of.id };
    const other = below(size.people);
    const single = (): Step => ({ id, client, kind: 'plan', ...place, with: other === place.host ? null : other });
    if (chance < 0.25) return single();
    if (chance < 0.35) return { id, client, kind: 'plan-series', ...place, days: 2 + below(2) };
    if (chance < 0.7)
      return (
        change(
          'confirm',
          earlier((one) => one.kind !== 'book' || one.approval),
        ) ?? single()
      );
    if (chance < 0.85)
      return (
        change(
          'cancel',
          earlier(() => true),
        ) ?? single()
      );
    const of = earlier(({ kind }) => kind !== 'plan-series');
    return of ? { id, client, kind: 'move', of: of.id, slot: below(size.slots) } : single();
  };

  for (let id = 0; id < count.steps; id++) {
    const client = below(size.clients);
    const step = client < size.guests ? guestStep(id, client) : staffStep(id, client);
    if (step.kind === 'book' || step.kind === 'plan' || step.kind === 'plan-series') made.push(step);
    steps.push(step);
  }

  const faultOf = (index: number): Fault => {
    const at = (index + 0.2 + 0.6 * next()) / (count.faults + 1);
    const process = below(2);
    // each kind at least once, wherever there are four
    const kind = index < 4 ? index : below(4);
    if (kind === 0) return { at, kind: 'kill-process', process };
    if (kind === 1) return { at, kind: 'cut', line: 'front', process, side: 'server', bytes: next() < 0.7 ? 0 : below(2_000) };
    if (kind === 2) return { at, kind: 'restart-database' };
    return { at, kind: 'cut', line: 'database', process, side: next() < 0.7 ? 'client' : 'server', bytes: next() < 0.3 ? null : below(30_000) };
  };
  return { steps, faults: Array.from({ length: count.faults }, (_, index) => faultOf(index)) };
}
