import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from './is-alive.ts';

/** What `postmaster.pid` in a cluster's folder says. */
export type ServerProcess = { pid: number; port: number; ready: boolean };

/** Reads `postmaster.pid`; undefined when there is none or it is half written. It may be stale: ask `isServer`. */
export function readServerProcess(cluster: string): ServerProcess | undefined {
  try {
    const lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
}

/** Is this process really the server of this cluster? After a crash its number may have gone to anything else. */
export function isServer(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(cluster);
  } catch {
    return false;
  }
}

/** Processes of a cluster whose server was killed; they end by themselves within seconds, and none may live when a new one starts. */
export function leftovers(cluster: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readlinkSync(`/proc/${name}/cwd`) === cluster && isAlive(Number(name)) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** Stops the server: first politely (clients are cut, data is written), after ten seconds at once (it recovers at the next start). */
export async function stopServer(pid: number, cluster: string, how: 'fast' | 'immediate' = 'fast'): Promise<void> {
  const signals: NodeJS.Signals[] = how === 'fast' ? ['SIGINT', 'SIGQUIT', 'SIGKILL'] : ['SIGQUIT', 'SIGKILL'];
  for (const signal of signals) {
    if (!isServer(pid, cluster)) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const end = Date.now() + 10_000;
    while (Date.now() < end) {
      if (!isServer(pid, cluster)) return;
      await wait(20);
    }
  }
}
