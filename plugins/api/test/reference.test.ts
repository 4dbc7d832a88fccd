import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Env, pluginPrincipal } from '#core';
import { bootTestApp, type TestApp, waitFor } from '#core/testing';
import { makeKey } from '../make-key.ts';
import { saveWebhook, sendTest } from '../save-webhook.ts';
import { makePerson } from './make-person.ts';
import { everything } from './open-library.ts';

const page = readFileSync(fileURLToPath(new URL('../../../docs/reference/api.md', import.meta.url)), 'utf8');
const blocks = (language: string): string[] => [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code = '']) => code);
const run = promisify(execFile);

let app: TestApp;
let folder: string;
let admin: Env<'api'>;
let key = '';
beforeAll(async () => {
  // The time of now: the receiver refuses messages that are old.
  app = await bootTestApp({ clock: new Date() });
  folder = mkdtempSync(path.join(tmpdir(), 'atrium-api-'));
  const principal = await makePerson(app, 'ada@example.org', true);
  const { person } = principal;
  admin = app.envAs('api', principal);
  ({ token: key } = await makeKey(admin, { name: 'docs', days: 1, scope: everything }));
  // Something to cancel.
  const start = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 7 * 86_400_000);
  const meetings = app.app.runtime.env({ plugin: 'meetings', principal: pluginPrincipal(1, 'meetings') });
  await meetings.service('meetings').draft({
    subject: 'Plan',
    description: null,
    host: person,
    rooms: [],
    virtualRoom: null,
    start,
    end: new Date(start.getTime() + 3_600_000),
    timeZone: 'UTC',
    people: [],
    guests: [],
  });
});
afterAll(async () => {
  await app?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

describe('the reference of the API', () => {
  it('shows curl lines that work, from the first to the last', async () => {
    const lines = blocks('sh');
    expect(lines.length).toBeGreaterThan(5);
    // One line of answers after each request, and a stop at the first that is refused.
    const script = `set -euo pipefail\n${lines.join('\necho\n').replaceAll('curl -sf', 'curl -s --fail-with-body')}`;
    const { stdout } = await run('bash', ['-c', script], { cwd: folder, env: { PATH: process.env.PATH, ATRIUM: app.url, KEY: key } }).catch(
      (error: unknown) => {
        throw new Error(typeof error === 'object' && error !== null && 'stdout' in error ? `${String(error)}\n${String(error.stdout)}` : String(error));
      },
    );
    expect(stdout).toContain('"capacity":8');
    expect(stdout).toContain('"state":"draft"');
  });

  it('shows a receiver that takes our messages, and no others', async () => {
    const [code = ''] = blocks('js');
    writeFileSync(path.join(folder, 'receiver.mjs'), code);
    const port = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
    const url = `http://127.0.0.1:${port}/`;
    const { id, secret = '' } = await saveWebhook(admin, undefined, { name: 'docs', url, active: true, withRecord: false, headers: '', clearHeaders: false }, [
      { model: 'meeting.room', on: ['created'] },
    ]);
    const receiver = spawn(process.execPath, ['receiver.mjs'], { cwd: folder, env: { PORT: String(port), WEBHOOK_SECRET: secret }, stdio: 'ignore' });
    try {
      const status = (init: RequestInit) =>
        fetch(url, { method: 'POST', ...init }).then(
          (answer) => answer.status,
          () => undefined,
        );
      await waitFor('the receiver', () => status({ body: '{}' }));
      await sendTest(admin, id);
      await app.runJobs();
      const [delivery] = await (app.env('api') as Env<'api'>).model('api.delivery').find({ webhook: id });
      expect(delivery).toMatchObject({ state: 'sent', status: 204 });
      const forged = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1_000)), 'webhook-signature': 'v1,AAAA' };
      expect(await status({ body: delivery?.body ?? '', headers: forged })).toBe(401);
    } finally {
      receiver.kill();
    }
  });
});
