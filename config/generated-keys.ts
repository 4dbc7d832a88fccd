import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The key ring of a start without configuration: one key, made once and kept beside the data in a file that only we can read. */
export function generatedKeys(dataDir: string): Uint8Array[] {
  const file = path.join(dataDir, 'keys');
  const own = `${file}.${process.pid}`;
  writeFileSync(own, randomBytes(32).toString('base64'), { mode: 0o600 });
  try {
    linkSync(own, file); // appears whole, and never over the one of another starter
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(own, { force: true });
  }
  return readFileSync(file, 'utf8')
    .split(',')
    .map((key) => new Uint8Array(Buffer.from(key.trim(), 'base64')));
}
