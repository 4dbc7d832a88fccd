import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApp, type TestApp } from '#core/testing';
import { type Seeded, seedCommand } from '../seed.ts';

let app: TestApp;

beforeAll(async () => {
  app = await bootTestApp();
});
afterAll(() => app.close());

async function seed(...args: string[]): Promise<{ code: number; out: string }> {
  const lines: string[] = [];
  const code = await seedCommand.run(app.env('booking-portal'), args, (line) => lines.push(line));
  return { code, out: lines.join('\n') };
}

async function counted(sql: string): Promise<number> {
  const { rows } = await app.app.runtime.database.query<{ n: number }>(sql);
  return Number(rows[0]?.n);
}

describe('atrium seed', () => {
  it('makes meetings behind and ahead that overlap nowhere, and links that work', async () => {
    const { code, out } = await seed('--meetings', '4100', '--json');
    expect(code).toBe(0);
    const made = JSON.parse(out) as Seeded;
    expect(made.links).toHaveLength(3);
    expect(await counted('SELECT count(*) AS n FROM meeting_event')).toBe(4100);
    expect(await counted('SELECT count(*) AS n FROM meeting_attendee')).toBe(8200);
    expect(await counted('SELECT count(*) AS n FROM calendar_claim')).toBe(8200);
    expect(await counted('SELECT count(*) AS n FROM meeting_event WHERE state = \'done\' AND "end" < now()')).toBeGreaterThan(1500);
    expect(await counted("SELECT count(*) AS n FROM meeting_event WHERE state = 'confirmed' AND start > now()")).toBeGreaterThan(1500);
    expect(
      await counted(
        'SELECT count(*) AS n FROM meeting_event a JOIN meeting_event b ON a.host_id = b.host_id AND a.id < b.id AND a.start < b."end" AND b.start < a."end"',
      ),
    ).toBe(0);
    const answer = await fetch(`${app.url}/book/${made.links[0]?.token}/slots`);
    expect(answer.status).toBe(200);
    const { slots } = (await answer.json()) as { slots: unknown[] };
    // Of eight hours on each working day two are taken.
    expect(slots.length).toBeGreaterThan(100);
    expect(slots.length).toBeLessThan(23 * 6 + 1);
  });

  it('adds to what is there, and says where to book', async () => {
    const { code, out } = await seed('--meetings', '10');
    expect(code).toBe(0);
    expect(out).toContain('10 meetings');
    expect(out).toContain(`${app.url}/book/`);
    expect(await counted('SELECT count(*) AS n FROM meeting_event')).toBe(4110);
  });

  it('explains itself when it is asked wrongly', async () => {
    for (const args of [[], ['--meetings', 'many'], ['--meetings', '0'], ['--wrong']]) {
      const { code, out } = await seed(...args);
      expect(code).toBe(2);
      expect(out).toContain('atrium seed --meetings N');
    }
  });

  it('is not open to persons', async () => {
    const visitor = app.envAs('booking-portal', { kind: 'user', org: 1, account: 'a', person: 'p', session: 's', groups: new Set(['user', 'base.admin']) });
    await expect(visitor.service('meetings').seed({ hosts: [], meetings: 1 })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    await expect(visitor.service('base').addPeople({ people: [] })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});
