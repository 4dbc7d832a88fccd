import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from './browser.ts';
import { openBase, type TestBase } from './open-base.ts';

let base: TestBase;
let admin: Browser;
let ann: string;

beforeAll(async () => {
  base = await openBase();
  await base.makeUser('root@example.org', { name: 'Root Admin', admin: true });
  ann = await base.makeUser('ann@example.org', { name: 'Ann User' });
  admin = await base.signedIn('root@example.org');
});
afterAll(() => base?.app.close());

const textOf = async (browser: Browser, path: string): Promise<{ status: number; text: string }> => {
  const answer = await browser.get(path);
  return { status: answer.status, text: answer.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') };
};

describe('the audit log’s page', () => {
  it('shows who changed what, with names and former values, and narrows it by record, person, operation, type and day', async () => {
    const answer = await admin.post(`/app/base.person/${ann}`, {
      name: 'Ann User',
      email: 'ann@example.org',
      timeZone: 'Asia/Tokyo',
      language: 'de',
      weekStart: '1',
    });
    expect(answer.status).toBe(303);
    const history = await textOf(admin, `/app/audit?record=${ann}`);
    expect(history.text).toContain('Time zone: UTC → Asia/Tokyo');
    expect(history.text).toContain('Root Admin');
    expect(history.text).not.toContain('ann@example.org');
    const count = async (query: string): Promise<number> =>
      Number(/(\d+) entr(?:y|ies)/.exec((await textOf(admin, `/app/audit?record=${ann}&${query}`)).text)?.[1]);
    const all = await count('');
    expect(all).toBeGreaterThan(1);
    expect((await count('operation=update')) + (await count('operation=create'))).toBe(all);
    expect(await count('model=base.membership')).toBe(0);
    expect(await count(`person=${ann}`)).toBe(0);
    expect(await count('plugin=web')).toBeLessThan(all);
    expect(await count('to=2020-01-01')).toBe(0);
    expect(await count('from=2020-01-01')).toBe(all);
    expect(await count('from=nonsense&operation=explode&before=x')).toBe(all);
  });

  it('exports what fits, and no formula', async () => {
    await base.env.model('base.membership').create({ person: ann, group: '=cmd|calc' });
    const { text, status } = await admin.get('/app/audit.csv?model=base.membership');
    expect(status).toBe(200);
    expect(text).toContain('time_utc,who,app,operation');
    expect(text).toContain("'=cmd|calc");
    expect(text).not.toMatch(/(^|,)=cmd/m);
  });

  it('costs the same number of statements however much there is to see', async () => {
    const { database } = base.app.app.runtime;
    const cost = async (path: string): Promise<number> => {
      await admin.get(path);
      const before = database.statements();
      expect((await admin.get(path)).status).toBe(200);
      return database.statements() - before;
    };
    const little = await cost(`/app/audit?record=${ann}`);
    for (let n = 0; n < 10; n++) await base.env.model('base.person').update(ann, { weekStart: (n % 7) + 1 });
    expect(await cost(`/app/audit?record=${ann}`)).toBe(little);
  });

  it('is kept as long as the settings say, and never less than ninety days', async () => {
    expect((await admin.get('/app/settings/core')).text).toContain('Keep changes for (days)');
    expect((await admin.post('/app/settings/core', { auditDays: '10', securityDays: '365' })).status).toBe(422);
    expect((await admin.post('/app/settings/core', { auditDays: '120', securityDays: '40' })).status).toBe(303);
    expect((await admin.get('/app/settings/core')).text).toContain('value="120"');
    const { text } = await textOf(admin, '/app/audit?model=core.setting');
    expect(text).toContain('Audit days: 730 → 120');
    expect(text).toContain('Root Admin');
  });

  it('is for administrators: others are refused, and that is noted', async () => {
    const browser = await base.signedIn('ann@example.org');
    for (const path of ['/app/audit', '/app/audit.csv', '/app/security']) expect((await browser.get(path)).status, path).toBe(403);
    const visitor = base.browser();
    expect((await visitor.get('/app/audit')).status).toBe(303);
    await base.app.app.runtime.security.flush();
    const { text } = await textOf(admin, '/app/security?kind=refused');
    expect(text).toContain('GET /app/audit');
    expect(text).toContain('Ann User');
  });
});

describe('the page of security events', () => {
  it('counts by day and kind and leads to each, with address and account', async () => {
    const visitor = base.browser();
    for (let n = 0; n < 4; n++) await visitor.post('/sign-in', { email: 'ann@example.org', password: 'wrong' });
    await base.app.app.runtime.security.flush();
    const today = base.app.clock.now().toISOString().slice(0, 10);
    const month = await textOf(admin, '/app/security');
    expect(month.text).toMatch(/Failed sign-ins 4/);
    expect(month.text).toContain('Sign-ins');
    const day = await textOf(admin, `/app/security?day=${today}&kind=sign-in-failed`);
    expect(day.text).toContain('127.0.0.1 Ann User');
    expect((await textOf(admin, '/app/security?month=1999-01')).text).toContain('Nothing happened in this month.');
    expect((await admin.get('/app/security?month=2027-99&day=2027-02-30&kind=%00')).status).toBeLessThan(500);
  });
});
