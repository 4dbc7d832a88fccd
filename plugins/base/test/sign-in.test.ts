import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '#core/testing';
import { hashPassword } from '../passwords.ts';
import { storePassword } from '../set-password.ts';
import { lockPassword } from '../sign-in.ts';
import type { Page } from './browser.ts';
import { fresh, openBase, password, type TestBase } from './open-base.ts';

let base: TestBase;

beforeAll(async () => {
  base = await openBase();
  await base.makeUser('ann@example.com', { name: 'Ann Example', admin: true });
  await base.makeUser('bob@example.com', { name: 'Bob Example' });
});
afterAll(() => base.close());

describe('signing in', () => {
  it('leads to where one was going, with a session that works', async () => {
    const browser = base.browser();
    const turnedAway = await browser.get('/app/me');
    expect(turnedAway.status).toBe(303);
    expect(turnedAway.location).toBe('/sign-in?next=%2Fapp%2Fme');
    const page = await browser.get('/sign-in?next=%2Fapp%2Fme');
    expect(page.text).toContain('value="/app/me"');
    const done = await browser.post('/sign-in', { email: ' ANN@example.com ', password, next: '/app/me' });
    expect([done.status, done.location]).toEqual([303, '/app/me']);
    const me = await browser.get('/app/me');
    expect(me.status).toBe(200);
    expect(me.text).toContain('Ann Example');
  });

  it('does not begin by a password that is replaced while it is checked, and neither does a change of it', async () => {
    const person = await base.makeUser('race@example.com', { name: 'Race' });
    const thief = await base.signedIn('race@example.com');
    const [{ account } = { account: null }] = await base.env.model('base.person').find({ id: person });
    const hash = await hashPassword(fresh);
    const { database } = base.app.app.runtime;
    const asked: Promise<Page>[] = [];
    await base.env.tx(async () => {
      await lockPassword(base.env, person);
      asked.push(base.browser().post('/sign-in', { email: 'race@example.com', password }));
      asked.push(thief.post('/app/me/password', { current: password, password: 'the thief knows this one' }));
      await waitFor('both to wait', async () => (await database.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).rowCount === 2);
      await storePassword(base.env, { account: account ?? '', person }, hash, true);
    });
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([401, 422]);
    expect(await base.env.model('base.session').count({ account: account ?? '' })).toBe(0);
    await base.signedIn('race@example.com', fresh);
  });

  it('never leads to another site', async () => {
    const done = await base.browser().post('/sign-in', { email: 'ann@example.com', password, next: '//evil.example/' });
    expect(done.location).toBe('/app');
  });

  it('gives an unknown address, a wrong password and a closed account the same answer', async () => {
    await base.makeUser('closed@example.com', { name: 'Closed', active: false });
    const answers = [];
    for (const email of ['nobody@example.com', 'bob@example.com', 'closed@example.com']) {
      const page = await base.browser().post('/sign-in', { email, password: email === 'closed@example.com' ? password : 'not the password' });
      expect(page.status).toBe(401);
      expect(page.text).toContain(`value="${email}"`);
      expect(page.text).not.toContain('not the password');
      answers.push(page.text.replaceAll(email, 'ADDRESS').replace(/nonce="[^"]*"/g, ''));
    }
    expect(answers[0]).toContain('do not belong together');
    expect(new Set(answers).size).toBe(1);
  });

  it('always gives a new token, and ends the session that the browser had (session fixation)', async () => {
    const attacker = base.browser();
    await attacker.post('/sign-in', { email: 'bob@example.com', password });
    const planted = [...attacker.cookies];
    const victim = base.browser();
    for (const [name, value] of planted) victim.cookies.set(name, value);
    await victim.post('/sign-in', { email: 'ann@example.com', password });
    expect([...victim.cookies]).not.toEqual(planted);
    expect((await victim.get('/app/me')).text).toContain('Ann Example');
    expect((await attacker.get('/app/me')).status).toBe(303);
  });

  it('stores no token that would open a session', async () => {
    const browser = await base.signedIn('bob@example.com');
    const [token] = [...browser.cookies.values()];
    const rows = await base.env.model('base.session').find(true);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('ends by signing out: the old cookie opens nothing', async () => {
    const browser = await base.signedIn('bob@example.com');
    const kept = [...browser.cookies];
    const out = await browser.post('/sign-out');
    expect([out.status, out.location]).toEqual([303, '/sign-in?notice=out']);
    expect(browser.cookies.size).toBe(0);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await browser.get('/app/me')).status).toBe(303);
  });

  it('ends 14 days after the last use, not before', async () => {
    const browser = await base.signedIn('bob@example.com');
    base.forward({ days: 13 });
    expect((await browser.get('/app/me')).status).toBe(200);
    base.forward({ days: 13 });
    expect((await browser.get('/app/me')).status).toBe(200);
    base.forward({ days: 15 });
    expect((await browser.get('/app/me')).status).toBe(303);
  });

  it('refuses a form from another site, and signing out from there', async () => {
    const browser = await base.signedIn('bob@example.com');
    expect((await browser.post('/sign-out', {}, 'https://evil.example')).status).toBe(403);
    expect((await browser.post('/app/me', { name: 'Mallory' }, 'https://evil.example')).status).toBe(403);
    const me = await browser.get('/app/me');
    expect(me.status).toBe(200);
    expect(me.text).toContain('Bob Example');
  });

  it('takes the zone of the browser at the first sign-in, and only then', async () => {
    await base.makeUser('zoe@example.com', { name: 'Zoe' });
    await base.browser().post('/sign-in', { email: 'zoe@example.com', password, zone: 'Asia/Kolkata' });
    await base.browser().post('/sign-in', { email: 'zoe@example.com', password, zone: 'Europe/Berlin' });
    const [zoe] = await base.env.model('base.person').find({ email: 'zoe@example.com' });
    expect(zoe?.timeZone).toBe('Asia/Kolkata');
  });

  it('does not fail for a zone that does not exist', async () => {
    await base.makeUser('yan@example.com', { name: 'Yan' });
    expect((await base.browser().post('/sign-in', { email: 'yan@example.com', password, zone: 'Mars/Base' })).status).toBe(303);
  });

  it('counts tries per e-mail address, says how long to wait and keeps the form', async () => {
    await base.makeUser('tom@example.com', { name: 'Tom' });
    for (let i = 0; i < 10; i += 1) expect((await base.browser().post('/sign-in', { email: 'tom@example.com', password: 'wrong wrong' })).status).toBe(401);
    const page = await base.browser().post('/sign-in', { email: 'TOM@example.com', password });
    expect(page.status).toBe(429);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(page.text).toMatch(/wait \d+ seconds/);
    expect(page.text).toContain('value="TOM@example.com"');
    expect((await base.browser().post('/sign-in', { email: 'bob@example.com', password })).status).toBe(303);
  });
});
