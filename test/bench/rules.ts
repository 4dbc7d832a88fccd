import { randomBytes } from 'node:crypto';
import { boot } from '../../core/boot.ts';
import { createLogger } from '../../core/log.ts';
import type { Principal } from '../../core/principal.ts';
import { fillMeetings } from '../fixture/fill-meetings.ts';
import { percentile } from './interleave.ts';

const TIMES = 60;

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
 * narrows. One query after the other, interleaved; decoded rows included.
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
    const times = new Map([...asks.keys()].map((name): [string, number[]] => [name, []]));
    for (let run = -10; run < TIMES; run++) {
      for (const [name, principal] of asks) {
        const store = app.runtime.env({ plugin: 'meetings', principal }).model('meeting.event' as never);
        const begun = performance.now();
        await store.find({ start: { gt: '2027-01-03T00:00:00Z' } } as never, { limit: 50 } as never);
        if (run >= 0) times.get(name)?.push(performance.now() - begun);
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
        `${(p50(name) / p50('without rules')).toFixed(1)} × without rules, p99 ${percentile(times.get(name) ?? [], 0.99).toFixed(1)} ms`,
      );
  } finally {
    await app.close();
  }
}
