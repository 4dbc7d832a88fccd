import { z } from 'zod';
import { type Child, usageShape } from './child.ts';
import { openClient } from './http-client.ts';
import { percentile } from './interleave.ts';

const opened = z.object({ url: z.string() });
const free = z.object({ slots: z.array(z.object({ start: z.string() })) });
const seeded = z.object({ links: z.array(z.object({ token: z.string() })) });
const problem = z.object({ code: z.string() });

const AT_ONCE = 50;
const ROUNDS = 20;
const WARM = 3;

type Tools = {
  started(child: Child): Child;
  ours(): Child;
  databaseUrl: string;
  say(line: { name: string; value: number; unit: string; note?: string }): void;
  atMost(name: string, value: number, limit: number, unit: string, note?: string): void;
};

/** Fifty guests send the same form for the same time in the same moment: one has it, forty-nine are told so and which times are left. Then a hundred look at the page at once. */
export async function submits({ started, ours, databaseUrl, say, atMost }: Tools): Promise<void> {
  const child = started(ours());
  const { url } = opened.parse(await child.call('open', { databaseUrl, runner: false }));
  // a usual host, with two meetings a day
  const token = seeded.parse(await child.call('seed', 100)).links[1]?.token ?? '';
  const client = openClient(100);
  const { slots } = free.parse(JSON.parse((await client.send(`${url}/book/${token}/slots`)).body.toString('utf8')));
  /** Far enough from one another that none is in the way of the next. */
  const starts = slots.filter((_, index) => index % Math.floor(slots.length / (ROUNDS + WARM)) === 0).map(({ start }) => start);
  const rounds: number[] = [];
  const cpuMs = async (): Promise<number> => usageShape.parse(await child.call('usage')).cpuMs;
  let spent = 0;
  for (let round = -WARM; round < ROUNDS; round++) {
    const start = starts[round + WARM];
    const body = JSON.stringify({ start, name: 'Grace Guest', email: 'grace@example.org', tz: 'Europe/Paris' });
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    if (round === 0) spent = await cpuMs();
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => client.send(`${url}/book/${token}`, { method: 'POST', headers, body })));
    const took = performance.now() - begun;
    const made = answers.filter(({ status }) => status === 201).length;
    const refused = answers.filter(
      ({ status, body: text }) => status === 409 && problem.parse(JSON.parse(text.toString('utf8'))).code === 'BOOKING_SLOT_TAKEN',
    );
    if (made !== 1 || refused.length !== AT_ONCE - 1)
      throw new Error(`${made} of ${AT_ONCE} were booked and ${refused.length} refused: ${answers.map(({ status }) => status).join(' ')}`);
    if (round >= 0) rounds.push(took);
  }
  const worst = Math.max(...rounds);
  const processor = ((await cpuMs()) - spent) / ROUNDS;
  atMost(
    `${AT_ONCE} identical submits, ${ROUNDS} rounds: one success each, no error; worst round`,
    worst,
    100,
    'ms',
    `median ${percentile(rounds, 0.5).toFixed(0)} ms, processor of a round ${processor.toFixed(0)} ms`,
  );
  for (const [name, tail] of [
    ['slots answers', '/slots'],
    ['booking pages', ''],
  ] as const) {
    const times: number[] = [];
    let before = 0;
    for (let round = -WARM; round < ROUNDS; round++) {
      if (round === 0) before = await cpuMs();
      const all = await Promise.all(Array.from({ length: 100 }, () => client.send(`${url}/book/${token}${tail}`)));
      if (all.some(({ status }) => status !== 200)) throw new Error(`${name}: ${all.map(({ status }) => status).join(' ')}`);
      if (round >= 0) times.push(...all.map(({ ms }) => ms));
    }
    const each = ((await cpuMs()) - before) / times.length;
    say({
      name: `100 ${name} at once, p99`,
      value: percentile(times, 0.99),
      unit: 'ms',
      note: `no error; p50 ${percentile(times, 0.5).toFixed(0)} ms, processor of one ${each.toFixed(2)} ms`,
    });
  }
  client.close();
  await child.stop();
}
