import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../commands.ts';
import { firstAdmin } from '../first-admin.ts';
import { personalData } from '../personal-data.ts';
import { fresh, openBase, password, type TestBase } from './open-base.ts';

let base: TestBase;

beforeAll(async () => {
  base = await openBase({ ATRIUM_BASE_SIGN_IN_PER_ADDRESS: '12' });
});
afterAll(() => base.close());

async function user(...args: string[]): Promise<{ code: number; out: string }> {
  const lines: string[] = [];
  const command = commands.find(({ name }) => name === 'user');
  const code = await command?.run(base.app.env('base'), args, (line) => lines.push(line));
  return { code: code ?? -1, out: lines.join('\n') };
}

describe('atrium user', () => {
  it('makes an administrator with a password that is shown once and works', async () => {
    const { code, out } = await user('create', 'Root@example.com', '--name', 'Root User', '--admin');
    expect(code).toBe(0);
    const made = /shown only now\): (\S+)/.exec(out)?.[1] ?? '';
    expect(made.length).toBeGreaterThanOrEqual(16);
    const browser = await base.signedIn('root@example.com', made);
    expect((await browser.get('/app/settings')).status).toBe(200);
    expect((await user('create', 'root@example.com')).code).toBe(1);
  });

  it('gives a new password and ends the sessions', async () => {
    await base.makeUser('ann@example.com', { name: 'Ann' });
    const browser = await base.signedIn('ann@example.com');
    expect((await user('reset-password', 'ann@example.com', '--password', fresh)).code).toBe(0);
    expect((await browser.get('/app/me')).status).toBe(303);
    await base.signedIn('ann@example.com', fresh);
    expect((await user('reset-password', 'nobody@example.com')).code).toBe(1);
  });

  it('says how it is used when it cannot understand', async () => {
    for (const args of [
      [],
      ['remove', 'a@example.com'],
      ['create'],
      ['create', 'no address'],
      ['create', 'b@example.com', '--password', 'short'],
      ['create', 'b@example.com', '--what'],
    ]) {
      const { code, out } = await user(...args);
      expect(code).toBe(2);
      expect(out).toContain('atrium user create');
    }
  });
});

describe('the first administrator', () => {
  it('is not made where there is one', async () => {
    expect(await firstAdmin(base.env, { email: 'late@example.com', password })).toEqual([]);
    expect(await base.env.model('base.person').count({ email: 'late@example.com' })).toBe(0);
  });
});

describe('personal data', () => {
  it('is exported without what opens the account, and erased', async () => {
    await base.makeUser('gone@example.com', { name: 'Gone Person' });
    const browser = await base.signedIn('gone@example.com');
    const [token] = [...browser.cookies.values()];
    const data = JSON.stringify(await personalData.export(base.app.env('base'), { email: 'gone@example.com' }));
    expect(data).toContain('Gone Person');
    expect(data).toContain('Firefox, Linux');
    expect(data).not.toContain('argon2');
    expect(data).not.toContain(token);
    expect(await personalData.erase(base.app.env('base'), { email: 'gone@example.com' })).toBe(1);
    expect((await browser.get('/app/me')).status).toBe(303);
    const left = JSON.stringify([
      await base.env.model('base.person').find(true),
      await base.env.model('base.account').find(true),
      await base.env.model('base.session').find(true),
    ]);
    expect(left).not.toMatch(/gone@example|Gone Person/);
  });
});

describe('one network address', () => {
  it('may try as often as the settings say', async () => {
    let page = await base.browser().post('/sign-in', { email: 'first@example.com', password });
    for (let i = 0; i < 15 && page.status === 401; i += 1) page = await base.browser().post('/sign-in', { email: `guess${i}@example.com`, password });
    expect(page.status).toBe(429);
  });
});
