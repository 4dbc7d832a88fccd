import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkHistory } from './check-history.ts';
import type { Plan } from './history.ts';
import { type HallServer, openHallServer } from './open-hall.ts';
import { planHistory } from './plan-history.ts';
import { playHistory } from './play-history.ts';
import { shrinkHistory } from './shrink-history.ts';

const long = process.env.ATRIUM_TEST_LONG === '1';
/** Of the day, unless one is to be played again. */
const seed = Number(process.env.ATRIUM_HISTORY_SEED ?? Math.floor(Date.now() / 86_400_000));
const count = long ? { steps: 2_400, faults: 24 } : { steps: 120, faults: 4 };
/** How long a failing plan is made smaller. */
const shrinkMs = long ? 600_000 : 60_000;

let server: HallServer;
beforeAll(async () => {
  server = await openHallServer();
}, 120_000);
afterAll(() => server?.close(), 60_000);

async function play(plan: Plan): Promise<{ problems: string[]; done: number; unknown: number }> {
  const hall = await server.open();
  try {
    const history = await playHistory(plan, hall);
    const of = (kind: string): number => history.deeds.filter(({ outcome }) => outcome.kind === kind).length;
    return { problems: checkHistory(history), done: of('done'), unknown: of('unknown') };
  } finally {
    await hall.close();
  }
}

it(
  `what ${count.steps} steps of eight clients were told is so, whatever is killed and cut in between (seed ${seed})`,
  async () => {
    const plan = planHistory(seed, count);
    const { problems, done, unknown } = await play(plan);
    if (problems.length > 0) {
      const end = performance.now() + shrinkMs;
      const small = await shrinkHistory(
        plan,
        async (part) => (await play(part)).problems.length > 0,
        () => performance.now() < end,
      );
      expect.fail(
        `Play it again by ATRIUM_HISTORY_SEED=${seed}${long ? ' ATRIUM_TEST_LONG=1' : ''}.\n${problems.join('\n')}\nIt also fails with:\n${JSON.stringify(small)}`,
      );
    }
    expect(done, 'too little was done to prove anything').toBeGreaterThan(count.steps / 8);
    expect(unknown, 'nothing was in doubt').toBeGreaterThan(0);
  },
  long ? 1_200_000 : 240_000,
);
