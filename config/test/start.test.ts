import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startEmbedded } from '../../core/embedded/index.ts';
import { waitFor } from '../../core/testing/wait-for.ts';

const program = path.resolve('bin/atrium.js');
const dataDir = mkdtempSync(path.join(tmpdir(), 'atrium-start-'));
chmodSync(dataDir, 0o755);
const processes: ChildProcess[] = [];
afterAll(() => {
  for (const child of processes) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

/** The program as a person runs it, with nothing in its environment but what is given. */
function atrium(command: string, environment: Record<string, string>) {
  const child = spawn(process.execPath, [program, command], { env: { PATH: process.env.PATH ?? '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  processes.push(child);
  const said = { out: '', error: '' };
  child.stdout.on('data', (chunk) => {
    said.out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    said.error += String(chunk);
  });
  const exit = once(child, 'close').then(([code]) => Number(code));
  return { child, said, exit };
}

describe('atrium start', () => {
  it('stops at wrong settings with one message and no trace of code', async () => {
    const { said, exit } = atrium('start', { DATABASE_URL: 'nowhere', PORT: 'many' });
    expect(await exit).toBe(1);
    expect(said.error).toMatch(
      /^Atrium cannot start\. 3 settings need attention:\n {2}DATABASE_URL .*\n {2}PORT .*\n {2}ATRIUM_KEYS .*\n.*docs\/reference\/configuration\.md\.\n$/,
    );
    expect(said.out).toBe('');
  });

  it('comes up with nothing configured, says where the data is, and stops everything it started', async () => {
    const { child, said, exit } = atrium('start', { ATRIUM_DATA_DIR: dataDir, PORT: '0' });
    const url = await waitFor(
      'the address',
      () => {
        if (child.exitCode !== null) throw new Error(`It ended: ${said.error}`);
        return /Atrium is up at (http\S+)/.exec(said.out)?.[1];
      },
      60,
    );
    expect(said.out).toContain(dataDir);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(statSync(path.join(dataDir, 'keys')).mode & 0o777).toBe(0o600);
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(existsSync(path.join(dataDir, 'cluster', 'postmaster.pid'))).toBe(false);
  });

  it('finds its data and its key again', async () => {
    const server = await startEmbedded({ dataDir });
    expect(server.started).toBe(true);
    const { child, said, exit } = atrium('start', { ATRIUM_DATA_DIR: dataDir, PORT: '0' });
    await waitFor('the address', () => said.out.includes('Atrium is up at'), 60);
    expect(said.out).not.toContain('shown only now');
    expect(said.out).toContain('shared with another process');
    child.kill('SIGINT');
    expect(await exit).toBe(0);
    expect(existsSync(path.join(server.dataDir, 'cluster', 'postmaster.pid'))).toBe(true);
    await server.stop();
  });
});

describe('atrium', () => {
  it('lists its commands, those of plugins too', async () => {
    const { said, exit } = atrium('help', {});
    expect(await exit).toBe(0);
    expect(said.out).toMatch(/start .*\n(.*\n)*.*user create/);
  });

  it('says with an exit code that it does not know a command', async () => {
    expect(await atrium('dance', {}).exit).toBe(2);
  });
});
