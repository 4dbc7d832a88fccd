import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { canEnter, type RunAs } from './run-as.ts';

/** The wished folder, made if missing; or, where that user cannot enter it (`/root` is closed to him), one under `/var/lib` that belongs to the wish. */
export function reachableFolder(wish: string, user: RunAs): string {
  const wished = path.resolve(wish);
  mkdirSync(wished, { recursive: true });
  if (canEnter(wished, user)) return wished;
  const name = createHash('sha256').update(wished).digest('hex').slice(0, 12);
  const other = path.join('/var/lib/atrium', name);
  mkdirSync(other, { recursive: true, mode: 0o755 });
  if (canEnter(other, user)) return other;
  throw new Error(
    `The user ${user?.name} that runs PostgreSQL can enter neither ${wished} nor ${other}. Give DATABASE_URL, or start Atrium as an ordinary user.`,
  );
}
