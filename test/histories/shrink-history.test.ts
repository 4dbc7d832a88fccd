import { describe, expect, it } from 'vitest';
import { checkHistory } from './check-history.ts';
import type { Plan } from './history.ts';
import { type Flaw, memoryHall } from './memory-hall.ts';
import { planHistory } from './plan-history.ts';
import { playHistory } from './play-history.ts';
import { shrinkHistory } from './shrink-history.ts';

const count = { steps: 300, faults: 6 };
const problems = async (plan: Plan, flaw?: Flaw): Promise<string[]> => checkHistory(await playHistory(plan, memoryHall(flaw), 0));

describe('plans', () => {
  it('follow from their seed', () => {
    expect(planHistory(7, count)).toEqual(planHistory(7, count));
    expect(planHistory(7, count)).not.toEqual(planHistory(8, count));
  });

  it('are sound in a hall that keeps its promises, whatever the seed', async () => {
    for (let seed = 0; seed < 20; seed++) expect(await problems(planHistory(seed, count)), `seed ${seed}`).toEqual([]);
  });
});

describe('in a hall that is broken', () => {
  it.each<[Flaw, number, string[]]>([
    ['moves over others', 4, ['move']],
    ['forgets cancellations after a restart', 2, ['cancel']],
    ['books twice without an answer', 1, ['book']],
    ['tells twice without an answer', 2, ['confirm']],
  ])('that %s, a failing plan shrinks to %i steps at most', async (flaw, most, kinds) => {
    const seed = 11;
    const plan = planHistory(seed, count);
    expect(await problems(plan, flaw)).not.toEqual([]);
    const small = await shrinkHistory(plan, async (part) => (await problems(part, flaw)).length > 0);
    expect(await problems(small, flaw)).not.toEqual([]);
    expect(small.steps.length).toBeLessThanOrEqual(most);
    expect(small.steps.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds));
    expect(small.faults.map(({ kind }) => kind)).toEqual(flaw.includes('restart') ? ['restart-database'] : []);
  });

  it('stops where the time is over, with what it has', async () => {
    const plan = planHistory(11, count);
    let tries = 12;
    const small = await shrinkHistory(
      plan,
      async (part) => (await problems(part, 'moves over others')).length > 0,
      () => --tries > 0,
    );
    expect(await problems(small, 'moves over others')).not.toEqual([]);
    expect(small.steps.length).toBeLessThan(plan.steps.length);
  });
});
