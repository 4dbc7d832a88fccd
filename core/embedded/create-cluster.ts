import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Binaries } from './find-binaries.ts';
import { asUser, type RunAs } from './run-as.ts';

type Input = { binaries: Binaries; home: string; cluster: string; user: RunAs; sync: boolean };

/**
 * Makes a new cluster with the user and the database `atrium`, beside its place and renamed at the end, so that a half-made one is never used.
 * Text is sorted by code point, the same on every machine. The password goes to `home/password`, readable by us alone.
 */
export async function createCluster({ binaries, home, cluster, user, sync }: Input): Promise<void> {
  const part = `${cluster}.new`;
  const passwordFile = `${part}.password`;
  const password = randomBytes(24).toString('base64url');
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const file of [part, passwordFile]) chownSync(file, user.uid, user.gid);
  try {
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
    // A throw-away cluster is connected to thousands of times: its password, random and long, is not stretched as well.
    const access = ['--username=atrium', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    run(binaries.initdb, ['-D', part, ...locale, ...access, '--no-instructions', ...(sync ? [] : ['--no-sync', '--set=scram_iterations=1'])], '', user);
    const fsync = sync ? 'on' : 'off';
    run(binaries.postgres, ['--single', '-D', part, '-c', `fsync=${fsync}`, 'postgres'], 'CREATE DATABASE atrium\n', user);
    writeFileSync(path.join(home, 'password'), password, { mode: 0o600 });
    renameSync(part, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function run(program: string, parameters: string[], input: string, user: RunAs): void {
  const result = spawnSync(program, parameters, { ...asUser(user), input, encoding: 'utf8' });
  if (result.status === 0) return;
  const said = result.error?.message ?? `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-6).join(' ');
  throw new Error(`The embedded PostgreSQL could not make its data folder: ${said}`);
}
