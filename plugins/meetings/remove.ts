import { AtriumError, type Env } from '#core';
import { fault } from './faults.ts';
import { lockMeeting } from './may-change.ts';

/** Deletes a draft or a cancelled meeting with its claims, activities, attendees and link. */
export function remove(env: Env<'meetings'>, { id }: { id: string }): Promise<void> {
  return env.tx(async () => {
    await lockMeeting(env, id, undefined, ['draft', 'cancelled']);
    const writer = env.caller.kind === 'user' ? env.asCaller() : env;
    try {
      await writer.model('meeting.event').delete(id);
    } catch (error) {
      if (error instanceof AtriumError && error.code === 'ACCESS_DENIED') {
        throw fault('MEETING_NOT_YOURS', { detail: env.t('Only the host, the creator or a meeting manager can delete this meeting.') });
      }
      throw error;
    }
  });
}

/** Whatever way a meeting goes, what hangs on it by name goes too: claims and activities know it without a foreign key. */
export async function clearTraces(env: Env<'meetings'>, rows: readonly Record<string, unknown>[]): Promise<void> {
  const plugin = env.asPlugin();
  for (const { id } of rows) {
    if (typeof id !== 'string') continue;
    await plugin.service('calendar').release({ source: { model: 'meeting.event', record: id } });
    await plugin.service('activities').clear({ model: 'meeting.event', record: id });
  }
}
