import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createCluster } from './create-cluster.ts';
import { type Binaries, findBinaries } from './find-binaries.ts';
import { isAlive } from './is-alive.ts';
import { reachableFolder } from './reachable-folder.ts';
import { asUser, type RunAs, runAs } from './run-as.ts';
import { isServer, leftovers, readServerProcess, stopServer } from './server-process.ts';
import { withLock } from './with-lock.ts';

export type EmbeddedOptions = {
  /** Where data, password, port and log are kept. An unreachable folder (for the user that PostgreSQL runs as) is replaced; see the result. */
  dataDir?: string;
  /** A throw-away cluster in a temporary folder, quick rather than safe, gone when this process ends in whatever way. Needs no `dataDir`. */
  ephemeral?: boolean;
  /** Further server settings, e.g. `{ shared_buffers: '256MB' }`; they win over ours. */
  settings?: Readonly<Record<string, string>>;
};

export type Embedded = {
  /** Address with password, of the database `atrium`; the user owns the server. */
  url: string;
  dataDir: string;
  /** False when the server already ran and is shared. */
  started: boolean;
  /** Stops the server unless another living process uses it. May be called twice. */
  stop(): Promise<void>;
};

const safe = {
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  client_connection_check_interval: '500ms',
  timezone: 'UTC',
  log_timezone: 'UTC',
};
const quick = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0', autovacuum: 'off' };

let uses = 0;

/**
 * Starts the PostgreSQL that comes with the platform, or joins the one that already runs on the same folder.
 * It listens on the loopback address alone and asks for a password that lies in a file only we can read.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const user = runAs();
  const binaries = findBinaries(user);
  const home = options.ephemeral ? temporaryFolder(user) : reachableFolder(options.dataDir ?? path.resolve('var'), user);
  const watchdog = options.ephemeral ? startWatchdog(home) : undefined;
  const cluster = path.join(home, 'cluster');
  const lock = path.join(home, 'lock');
  const settings = { ...safe, ...(options.ephemeral ? quick : {}), ...options.settings };
  const usersFolder = path.join(home, 'users');
  const me = `${process.pid}.${++uses}`;

  const { started, port } = await withLock(lock, async () => {
    if (!existsSync(cluster)) await createCluster({ binaries, home, cluster, user, sync: !options.ephemeral });
    const running = readServerProcess(cluster);
    const shared = running !== undefined && isServer(running.pid, cluster);
    const port = shared ? await untilReady(cluster, running.pid) : await start({ binaries, home, cluster, user, settings });
    mkdirSync(usersFolder, { recursive: true });
    for (const name of readdirSync(usersFolder)) if (name.startsWith(`${process.pid}.`) && uses === 1) rmSync(path.join(usersFolder, name), { force: true });
    writeFileSync(path.join(usersFolder, me), '');
    return { started: !shared, port };
  });

  const password = readFileSync(path.join(home, 'password'), 'utf8');
  let stopping: Promise<void> | undefined;
  const stop = () =>
    withLock(lock, async () => {
      rmSync(path.join(usersFolder, me), { force: true });
      if (livingUsers(usersFolder) > 0) return;
      const server = readServerProcess(cluster);
      if (server) await stopServer(server.pid, cluster, options.ephemeral ? 'immediate' : 'fast');
    }).then(() => {
      // The watchdog removes the folder: it may take a moment to let go of.
      watchdog?.stdin?.end();
    });
  return { url: `postgres://atrium:${password}@127.0.0.1:${port}/atrium`, dataDir: home, started, stop: () => (stopping ??= stop()) };
}

function temporaryFolder(user: RunAs): string {
  const named = mkdtempSync(path.join(tmpdir(), 'atrium-test-'));
  chmodSync(named, 0o711);
  const home = reachableFolder(named, user);
  if (home === named) return named;
  rmSync(named, { recursive: true });
  const other = mkdtempSync('/var/tmp/atrium-test-');
  chmodSync(other, 0o711);
  rmSync(home, { recursive: true, force: true });
  return other;
}

/** Started before the server, so that no moment is uncovered. It must not keep this process from ending. */
function startWatchdog(home: string): ChildProcess {
  const own = fileURLToPath(import.meta.url);
  const file = path.join(path.dirname(own), `watchdog${path.extname(own)}`);
  const child = spawn(process.execPath, ['--no-warnings', file, home], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/', env: {} });
  child.unref();
  if (child.stdin && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  child.stdin?.on('error', () => {});
  return child;
}

type Start = { binaries: Binaries; home: string; cluster: string; user: RunAs; settings: Record<string, string> };

async function start(input: Start): Promise<number> {
  const { cluster, home } = input;
  const old = readServerProcess(cluster);
  const end = Date.now() + 10_000;
  while (leftovers(cluster).length > 0 && Date.now() < end) await wait(100);
  // PostgreSQL itself clears away the file of a dead server, but not when its number now belongs to another process, or to a zombie.
  if (old && leftovers(cluster).length === 0) rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
  let failure = '';
  for (let attempt = 0; attempt < 5; attempt++) {
    const port = await choosePort(home, attempt > 0);
    const result = await launch(input, port);
    if (result === undefined) {
      writeFileSync(path.join(home, 'port'), String(port));
      return port;
    }
    failure = result;
    await wait(200 * attempt);
  }
  throw new Error(`The embedded PostgreSQL in ${home} did not start: ${failure}`);
}

/** Undefined when it serves; otherwise what the server said. */
async function launch({ binaries, home, cluster, user, settings }: Start, port: number): Promise<string | undefined> {
  const network = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', password_encryption: 'scram-sha-256' };
  const flags = Object.entries({ ...settings, ...network }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const logFile = path.join(home, 'server.log');
  const log = openSync(logFile, 'w', 0o600);
  // Detached: an interrupt typed at the terminal must reach us alone, we then stop the server in order.
  const child = spawn(binaries.postgres, ['-D', cluster, ...flags], { ...asUser(user), stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  child.once('error', () => {
    ended = true;
  });
  child.unref();
  const end = Date.now() + 60_000;
  while (!ended && Date.now() < end) {
    const server = readServerProcess(cluster);
    if (server?.ready && server.pid === child.pid) return undefined;
    await wait(20);
  }
  if (!ended && child.pid) await stopServer(child.pid, cluster, 'immediate');
  return readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join(' ') || 'it gave no reason';
}

async function untilReady(cluster: string, pid: number): Promise<number> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    const server = readServerProcess(cluster);
    if (server?.ready) return server.port;
    if (!isServer(pid, cluster)) break;
    await wait(20);
  }
  throw new Error(`The PostgreSQL that already runs on ${cluster} does not become ready. End process ${pid} and start again.`);
}

/** The port of last time where it is free, so that a tool that knows the address still finds it; else any free one. */
async function choosePort(home: string, fresh: boolean): Promise<number> {
  let last = 0;
  try {
    if (!fresh) last = Number(readFileSync(path.join(home, 'port'), 'utf8'));
  } catch {
    // First start.
  }
  return (last > 0 ? await tryPort(last) : undefined) ?? (await tryPort(0)) ?? 0;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : undefined));
    });
  });
}

function livingUsers(folder: string): number {
  return readdirSync(folder).filter((name) => {
    const alive = isAlive(Number(name.split('.')[0]));
    if (!alive) rmSync(path.join(folder, name), { force: true });
    return alive;
  }).length;
}
