// Runs as a process of its own: ends a temporary cluster and removes its folder when the process that started it is gone, however it went.
// The end of the pipe on standard input says so; it needs no polling and cannot be missed.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readServerProcess, stopServer } from './server-process.ts';

const home = process.argv[2];
process.stdin.resume();
process.stdin.on('end', () => void end());
process.stdin.on('error', () => void end());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

async function end(): Promise<void> {
  if (!home) return;
  const cluster = path.join(home, 'cluster');
  // The starter may have died while the cluster was still being made: look again for a while.
  for (let round = 0; round < 5; round++) {
    const server = readServerProcess(cluster);
    if (server) await stopServer(server.pid, cluster, 'immediate');
    try {
      rmSync(home, { recursive: true, force: true });
    } catch {
      // Something still writes there.
    }
    await wait(500);
  }
  process.exit(0);
}
