import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keysCommand } from '../../cli/keys.ts';
import { system } from '../../principal.ts';
import { loadSettings, saveSettings } from '../../settings/store.ts';
import { bootTestApp, type TestApp, testDatabase } from '../../testing/index.ts';
import { countSealed } from '../count-sealed.ts';
import { rotateKeys } from '../rotate-keys.ts';
import { secretsHealth } from '../secrets-health.ts';

const [old, young] = [randomBytes(32), randomBytes(32)];
const SERVERS = 25;

/** A site whose mail servers and SMTP address are sealed with the old key; `start` is one process with these keys. */
async function site() {
  const { url, drop } = await testDatabase();
  const open: TestApp[] = [];
  onTestFinished(async () => {
    for (const app of open) await app.close();
    await drop();
  });
  const start = async (keys: Uint8Array[], only = ['mail']) => {
    const app = await bootTestApp({ only, listen: false, databaseUrl: url, config: { keys } });
    open.push(app);
    return app.app.runtime;
  };
  const first = await start([old]);
  const servers = (runtime: typeof first) => runtime.env({ plugin: 'mail', principal: system(1, 'test') });
  const made = await servers(first)
    .model('mail.server' as never)
    .create(Array.from({ length: SERVERS }, (_, n) => ({ name: `Server ${n}`, host: 'mail.example.com', port: 587, password: `pass ${n}` })) as never);
  const ids = (made as unknown as { id: string }[]).map(({ id }) => id);
  const type = first.generation().plugins.find(({ name }) => name === 'mail')?.settings;
  if (!type) throw new Error('mail has settings');
  await saveSettings(first, 1, type, { smtpUrl: 'smtp://ann:secret@mail.example.com' });
  const passwords = (runtime: typeof first) => Promise.all(ids.map((id) => servers(runtime).secrets.reveal('mail.server', id, 'password')));
  const all = Array.from({ length: SERVERS }, (_, n) => `pass ${n}`);
  return { start, first, type, passwords, all, sealed: SERVERS + 1 };
}

describe('changing the key', () => {
  it('seals everything anew, after which the old key can go', async () => {
    const { start, type, passwords, all, sealed } = await site();
    const both = await start([young, old]);
    expect(await countSealed(both)).toEqual({ current: 0, older: sealed, lost: 0 });
    const told = async (...args: string[]) => {
      const lines: string[] = [];
      const code = await keysCommand(both, args, (line) => lines.push(line));
      return { code, text: lines.join('\n') };
    };
    const list = await told('list');
    expect(list.text).toMatch(/^[0-9a-f]{8} {2}seals and opens\n[0-9a-f]{8} {2}opens\n/);
    expect(list.text).not.toContain(young.toString('hex').slice(0, 8));
    const rotation = await told('rotate');
    expect(rotation).toMatchObject({ code: 0 });
    expect(rotation.text).toContain(`${sealed} values sealed anew`);
    expect(await countSealed(both)).toEqual({ current: sealed, older: 0, lost: 0 });
    expect(await rotateKeys(both)).toEqual({ rotated: 0, unreadable: 0 });
    const alone = await start([young]);
    expect(await passwords(alone)).toEqual(all);
    expect((await loadSettings(alone, 1, type)).smtpUrl).toBe('smtp://ann:secret@mail.example.com');
    expect((await told('erase')).code).toBe(2);
  });

  it('goes on where it was ended, in batches, and several processes share it', async () => {
    const { start, passwords, all, sealed } = await site();
    const [one, two] = [await start([young, old]), await start([young, old])];
    const ended = rotateKeys(one, {
      batch: 4,
      progress: ({ rotated }) => {
        if (rotated > 8) throw new Error('the process ends');
      },
    });
    await expect(ended).rejects.toThrow('the process ends');
    const { current, older } = await countSealed(one);
    expect(current).toBeGreaterThan(8);
    expect(older).toBe(sealed - current);
    const parts = await Promise.all([rotateKeys(one, { batch: 3 }), rotateKeys(two, { batch: 3 })]);
    expect(parts.reduce((sum, { rotated }) => sum + rotated, 0)).toBe(older);
    expect(await countSealed(two)).toEqual({ current: sealed, older: 0, lost: 0 });
    expect(await passwords(await start([young]))).toEqual(all);
  });

  it('reaches the secrets of plugins that are not there', async () => {
    const { start, passwords, all, sealed } = await site();
    const without = await start([young, old], ['base']);
    expect(without.generation().registry.models.has('mail.server')).toBe(false);
    expect(await rotateKeys(without)).toEqual({ rotated: sealed, unreadable: 0 });
    expect(await passwords(await start([young]))).toEqual(all);
  });

  it('is asked for by the system check, which also says what cannot be opened', async () => {
    const { start, sealed } = await site();
    const secrets = async (keys: Uint8Array[]) => secretsHealth(await start(keys));
    expect(await secrets([young, old])).toMatchObject([{ ok: true, message: expect.stringContaining(`${sealed} with an older one`) }]);
    expect(await secrets([young])).toMatchObject([{ ok: false, message: expect.stringContaining(`${sealed} sealed value(s) cannot be opened`) }, { ok: true }]);
  });
});
