import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { boot } from '../../core/boot.ts';
import { createLogger } from '../../core/log.ts';
import type { Database } from '../../core/model/database-type.ts';
import { createRepository } from '../../core/model/repository.ts';
import type { Principal } from '../../core/principal.ts';
import { fillMeetings } from '../fixture/fill-meetings.ts';
import { percentile } from './interleave.ts';

const TIMES = 60;

const planShape = z.object({ 'QUERY PLAN': z.tuple([z.object({ 'Planning Time': z.number(), 'Execution Time': z.number() })]) });

type Report = {
  atMost(name: string, value: number, limit: number, unit: string, note?: string): void;
  say(line: { name: string; value: number; unit: string; note?: string }): void;
};

const user = (person: string, ...groups: string[]): Principal => ({
  kind: 'user',
  org: 1,
  account: person,
  person,
  session: '',
  groups: new Set(['user', 'base.user', ...groups]),
});

/**
 * A list of fifty meetings under the record rules of the meetings plugin (host, creator or attendee), filtered by a date, against the same list by somebody whom no rule
 * narrows. One query after the other, interleaved: planning and execution as the database tells them, and the whole trip with the rows decoded.
 */
export async function recordRules(databaseUrl: string, meetings: number, { atMost, say }: Report): Promise<void> {
  const app = await boot({
    config: {
      mode: 'production',
      host: '127.0.0.1',
      port: 0,
      url: 'http://127.0.0.1',
      databaseUrl,
      databaseUrlDirect: databaseUrl,
      poolSize: 2,
      keys: [randomBytes(32)],
      logLevel: 'silent',
      smtpUrl: undefined,
      adminEmail: undefined,
      adminPassword: undefined,
      trustedProxies: [],
      allowPrivateOutbound: false,
      pluginFolders: [],
      environment: {},
    },
    only: ['meetings'],
    log: createLogger('silent'),
  });
  try {
    const crowd = await fillMeetings(databaseUrl, meetings);
    const asks = new Map([
      ['without rules', user(crowd.nobody, 'meetings.manager')],
      ['for somebody who may see nothing', user(crowd.nobody)],
      ['for somebody with a usual number', user(crowd.usual)],
      ['for somebody with every third meeting', user(crowd.busy)],
    ]);
    const empty = (): Map<string, number[]> => new Map([...asks.keys()].map((name) => [name, []]));
    const [times, trips] = [empty(), empty()];
    for (let run = -10; run < TIMES; run++) {
      for (const [name, principal] of asks) {
        const { database, keys, generation } = app.runtime;
        let sent = { text: '', values: [] as readonly unknown[] };
        const watched: Database = {
          ...database,
          query: (text, values = []) => {
            sent = { text, values: [...values] };
            return database.query(text, values);
          },
        };
        const { registry, access: policy } = generation();
        const context = {
          database: watched,
          registry,
          policy,
          principal,
          newId: () => '',
          keys,
          hooks: new Map(),
          hookEnv: () => app.runtime.env({ plugin: 'core', principal }),
        };
        const begun = performance.now();
        await createRepository(context, 'meeting.event').find({ start: { gt: '2027-01-03T00:00:00Z' } }, { limit: 50 });
        const trip = performance.now() - begun;
        const { rows } = await database.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${sent.text}`, sent.values);
        const [plan] = z.array(planShape).parse(rows);
        if (run < 0 || !plan) continue;
        const [{ 'Planning Time': planning, 'Execution Time': execution }] = plan['QUERY PLAN'];
        times.get(name)?.push(planning + execution);
        trips.get(name)?.push(trip);
      }
    }
    const p50 = (name: string): number => percentile(times.get(name) ?? [], 0.5);
    const size = `${meetings.toLocaleString('en')} meetings`;
    say({ name: `list of 50 of ${size}, without rules`, value: p50('without rules'), unit: 'ms' });
    for (const name of [...asks.keys()].slice(1))
      atMost(
        `list of 50 of ${size}, ${name}`,
        p50(name),
        5,
        'ms',
        `in the database; there and back ${percentile(trips.get(name) ?? [], 0.5).toFixed(1)} ms, without rules ${percentile(trips.get('without rules') ?? [], 0.5).toFixed(1)} ms`,
      );
  } finally {
    await app.close();
  }
}
