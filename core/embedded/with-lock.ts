import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from './is-alive.ts';

const stale = 120_000;
const held = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while this process alone holds `file`, so that several starters at once do not start several servers.
 * A lock of a dead process is taken over. Waits up to a minute, then throws.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const before = held.get(file) ?? Promise.resolve();
  const mine = before.then(
    () => locked(file, work),
    () => locked(file, work),
  );
  held.set(file, mine);
  return mine;
}

async function locked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const end = Date.now() + 60_000;
  while (!take(file)) {
    if (Date.now() > end) throw new Error(`Another process holds ${file} for more than a minute. End it, or remove the file if there is none.`);
    await wait(50);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const holder = read(file);
  // Our own number without a lock in `held` is left over from an earlier life: in a container every start has the same number.
  const dead = holder !== undefined && (holder === process.pid || !isAlive(holder) || age(file) > stale);
  if (dead) moveAway(file, holder);
  return false;
}

/** Renamed before it is removed: of two who found it stale, the second must not remove the lock that the first has just made. */
function moveAway(file: string, holder: number): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (read(aside) === holder) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch {
    // Somebody else was quicker.
  }
}

/** The holder's number; undefined when the lock is gone or not yet written. */
function read(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function age(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}
