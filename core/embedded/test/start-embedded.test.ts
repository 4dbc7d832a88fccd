import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { queryOnce } from '../../model/query-once.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { startEmbedded } from '../index.ts';
import { isAlive } from '../is-alive.ts';
import { leftovers, readServerProcess } from '../server-process.ts';

const starter = fileURLToPath(new URL('./starter.ts', import.meta.url));
const said = z.object({ url: z.string(), dataDir: z.string(), started: z.boolean() });
const root = mkdtempSync(path.join(tmpdir(), 'atrium-embedded-'));
chmodSync(root, 0o755);
const processes: ChildProcess[] = [];
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** A starter in a process of its own, and what it said. */
async function run(dataDir: string | undefined) {
  const child = spawn(process.execPath, ['--import', 'tsx', starter, ...(dataDir ? [dataDir] : [])], { stdio: ['pipe', 'pipe', 'inherit'] });
  processes.push(child);
  const [line] = await once(child.stdout, 'data');
  const result = said.parse(JSON.parse(String(line)));
  const end = async (): Promise<void> => {
    child.stdin.end();
    await once(child, 'exit');
  };
  return { ...result, child, end };
}

function pidOf(dataDir: string): number {
  return readServerProcess(path.join(dataDir, 'cluster'))?.pid ?? 0;
}

describe('the embedded database', () => {
  it('keeps what was written, and its address, over a stop and a start', async () => {
    const dataDir = path.join(root, 'kept');
    const first = await startEmbedded({ dataDir });
    await queryOnce(first.url, 'CREATE TABLE note (text text)', `INSERT INTO note VALUES ('kept')`);
    await first.stop();
    await expect(queryOnce(first.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
    const second = await startEmbedded({ dataDir });
    expect(second).toMatchObject({ url: first.url, dataDir, started: true });
    expect(await queryOnce(second.url, 'SELECT text FROM note')).toEqual([{ text: 'kept' }]);
    await second.stop();
    await second.stop();
  });

  it('asks for its password, keeps it to its owner, and listens on this machine alone', async () => {
    const server = await startEmbedded({ dataDir: path.join(root, 'closed') });
    expect(statSync(path.join(server.dataDir, 'password')).mode & 0o777).toBe(0o600);
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(queryOnce(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    expect(await queryOnce(server.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await queryOnce(server.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    await server.stop();
  });

  it('brings what the platform needs: extensions, UTF-8, an order that does not depend on the machine, UTC', async () => {
    const server = await startEmbedded({ dataDir: path.join(root, 'parts') });
    await queryOnce(server.url, 'CREATE EXTENSION btree_gist', 'CREATE EXTENSION pg_trgm', 'CREATE EXTENSION pgcrypto');
    const [row] = await queryOnce(
      server.url,
      `SELECT datlocprovider::text AS provider, datlocale AS locale, pg_encoding_to_char(encoding) AS encoding, current_setting('timezone') AS zone,
        current_setting('max_connections') AS connections, lower('ÄÖÜ') AS lower, 'a' < 'Z' AS dictionary FROM pg_database WHERE datname = 'atrium'`,
    );
    expect(row).toEqual({ provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8', zone: 'UTC', connections: '200', lower: 'äöü', dictionary: false });
    await server.stop();
  });

  it('is started once by four who start at once; the last who leaves stops it', async () => {
    const dataDir = path.join(root, 'four');
    const all = await Promise.all([run(dataDir), run(dataDir), run(dataDir), run(dataDir)]);
    expect(all.filter(({ started }) => started)).toHaveLength(1);
    expect(new Set(all.map(({ url }) => url)).size).toBe(1);
    const [last, ...others] = [...all].sort((a, b) => Number(a.started) - Number(b.started));
    await Promise.all(others.map(({ end }) => end()));
    expect(last && (await queryOnce(last.url, 'SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    const pid = pidOf(dataDir);
    await last?.end();
    expect(isAlive(pid)).toBe(false);
  });

  it('comes back after its starter was killed: the server is joined, and stopped in the end', async () => {
    const dataDir = path.join(root, 'orphan');
    const first = await run(dataDir);
    const pid = pidOf(dataDir);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await startEmbedded({ dataDir });
    expect(second.started).toBe(false);
    expect(pidOf(dataDir)).toBe(pid);
    await second.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('starts after the server itself was killed, with everything that was committed', async () => {
    const dataDir = path.join(root, 'crash');
    const first = await startEmbedded({ dataDir });
    await queryOnce(first.url, 'CREATE TABLE note (text text)', `INSERT INTO note VALUES ('committed')`);
    const pid = pidOf(dataDir);
    process.kill(pid, 'SIGKILL');
    await waitFor('the end of the server', () => !isAlive(pid));
    const second = await startEmbedded({ dataDir });
    expect(second.started).toBe(true);
    expect(await queryOnce(second.url, 'SELECT text FROM note')).toEqual([{ text: 'committed' }]);
    await second.stop();
    await first.stop();
  });

  it('is not held up by what a crash left: a pid file whose number now belongs to somebody else, and a lock', async () => {
    const dataDir = path.join(root, 'stale');
    const first = await startEmbedded({ dataDir });
    await first.stop();
    const other = spawn('sleep', ['60']);
    processes.push(other);
    const cluster = path.join(dataDir, 'cluster');
    writeFileSync(path.join(cluster, 'postmaster.pid'), `${other.pid}\n${cluster}\n1\n5432\n\n127.0.0.1\n\nready\n`);
    writeFileSync(path.join(dataDir, 'lock'), '999999999');
    const second = await startEmbedded({ dataDir });
    expect(second.started).toBe(true);
    expect(await queryOnce(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    expect(isAlive(other.pid ?? 0)).toBe(true);
    other.kill();
  });

  it('takes another port where its own is taken by then', async () => {
    const dataDir = path.join(root, 'port');
    const first = await startEmbedded({ dataDir });
    await first.stop();
    const other = await startEmbedded({ dataDir: path.join(root, 'port-thief'), settings: { port: '0' } });
    writeFileSync(path.join(dataDir, 'port'), new URL(other.url).port);
    const second = await startEmbedded({ dataDir });
    expect(new URL(second.url).port).not.toBe(new URL(other.url).port);
    expect(await queryOnce(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    await other.stop();
  });

  it('makes a new cluster in the place of one that was never finished', async () => {
    const dataDir = path.join(root, 'half');
    mkdirSync(path.join(dataDir, 'cluster.new', 'base'), { recursive: true });
    const server = await startEmbedded({ dataDir });
    expect(await queryOnce(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('says what is wrong where the server does not start', async () => {
    const starting = startEmbedded({ dataDir: path.join(root, 'wrong'), settings: { shared_buffers: 'plenty' } });
    await expect(starting).rejects.toThrow(/did not start: .*shared_buffers/);
  });
});

describe('a temporary database', () => {
  it('is quick rather than safe, and gone after its stop', async () => {
    const server = await startEmbedded({ ephemeral: true });
    expect(await queryOnce(server.url, 'SHOW fsync')).toEqual([{ fsync: 'off' }]);
    await server.stop();
    await waitFor('the end of the folder', () => !existsSync(server.dataDir));
  });

  it('ends when its starter is killed, with its folder', async () => {
    const { child, dataDir } = await run(undefined);
    const pid = pidOf(dataDir);
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    await waitFor('the end of the server', () => !isAlive(pid));
    await waitFor('the end of the folder', () => !existsSync(dataDir));
  });
});

if (process.getuid?.() === 0) {
  describe('started by root', () => {
    it('runs as somebody who may do nothing else', async () => {
      const server = await startEmbedded({ dataDir: path.join(root, 'root') });
      const status = readFileSync(`/proc/${pidOf(server.dataDir)}/status`, 'utf8');
      expect(status).toMatch(/^Uid:\t[1-9]/m);
      expect(status).toMatch(/^Groups:\t *$|^Groups:\t[1-9]\d* *$/m);
      await server.stop();
    });

    it('keeps data elsewhere where that user cannot enter the folder, and finds it again', async () => {
      const closed = path.join(root, 'closed-to-others');
      mkdirSync(closed, { mode: 0o700 });
      const dataDir = path.join(closed, 'var');
      const first = await startEmbedded({ dataDir });
      expect(first.dataDir).toMatch(/^\/var\/lib\/atrium\//);
      await queryOnce(first.url, 'CREATE TABLE note (text text)');
      await first.stop();
      const second = await startEmbedded({ dataDir });
      expect(await queryOnce(second.url, 'SELECT count(*)::int AS n FROM note')).toEqual([{ n: 0 }]);
      await second.stop();
      expect(leftovers(path.join(first.dataDir, 'cluster'))).toEqual([]);
      rmSync(first.dataDir, { recursive: true });
    });
  });
}
