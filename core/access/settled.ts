import { setTimeout as pause } from 'node:timers/promises';
import type { Runtime } from '../runtime.ts';

const PATIENCE_MS = 2_000;
const STEP_MS = 15;

/** Waits until every living process is on the newest generation, so that the next page shows what was just changed; not longer than two seconds. */
export async function settled(runtime: Runtime): Promise<void> {
  const platform = runtime.platform();
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await pause(STEP_MS)) {
    const processes = await platform.processes();
    if (processes.every(({ alive, current }) => current || !alive)) return;
  }
}
