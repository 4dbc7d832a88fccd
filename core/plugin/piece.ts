import { raw } from 'hono/html';
import { type Child, Fragment, jsx } from 'hono/jsx';
import { TimeOut } from '../jobs/public-reason.ts';
import type { Runtime } from '../runtime.ts';
import { describeThrown } from '../thrown.ts';
import { callPlugin, PIECE_S } from './plugin-deadline.ts';

/**
 * A piece that a plugin puts into a page that is not its own (a slot, a panel), drawn to the end. Where it throws or is late the page does without it:
 * the log and the count of faults have it.
 */
export async function piece(runtime: Runtime, plugin: string, place: string, draw: () => unknown): Promise<unknown> {
  try {
    return await callPlugin(plugin, place, PIECE_S, async () => {
      const node = await draw();
      if (node === null || node === undefined || typeof node === 'boolean') return null;
      return raw(await jsx(Fragment, {}, node as Child).toString());
    });
  } catch (thrown) {
    runtime.log.error({ plugin, place, ...describeThrown(thrown) }, 'a piece of a page is left out');
    runtime.faults?.count(plugin, thrown instanceof TimeOut ? 'late' : 'thrown', place, thrown);
    return null;
  }
}
