import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The unprivileged user that runs PostgreSQL when we are root, which PostgreSQL refuses to run as. `undefined`: run as ourselves. */
export type RunAs = { uid: number; gid: number; name: string } | undefined;

/** Picks `postgres`, else `nobody`, from the machine's own users; none is created. Throws when we are root and neither exists. */
export function runAs(): RunAs {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const entry = users.find((line) => line.startsWith(`${name}:`))?.split(':');
    const uid = Number(entry?.[2]);
    const gid = Number(entry?.[3]);
    if (entry && uid > 0 && gid > 0) return { uid, gid, name };
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has neither a user "postgres" nor "nobody". Start Atrium as an ordinary user or give DATABASE_URL.',
  );
}

/** Can that user enter the folder? Asked of the system itself, so that parents, groups and access lists count. */
export function canEnter(folder: string, user: RunAs): boolean {
  if (!user) return true;
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid: user.uid, gid: user.gid, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** The part of spawn options that changes user and gives PostgreSQL a plain environment (its messages are parsed, its clock is UTC). */
export function asUser(user: RunAs): { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv; windowsHide: true } {
  const env: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC' };
  for (const name of ['PATH', 'SystemRoot', 'TEMP', 'TMP']) if (process.env[name] !== undefined) env[name] = process.env[name];
  return { ...(user ? { uid: user.uid, gid: user.gid } : {}), cwd: process.platform === 'win32' ? process.cwd() : '/', env, windowsHide: true };
}
