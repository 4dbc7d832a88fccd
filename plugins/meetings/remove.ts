import { AtriumError, type Env } from '#core';
import { removeRoom } from './conference/end-conference.ts';
import { meetingCancelled } from './contract.ts';
import { details } from './details.ts';
import { lockMeeting, notYours } from './may-change.ts';

/**
 * Deletes a draft or a cancelled meeting with its claims, activities, attendees, reminders and link, also at the provider. `cancel`: a confirmed one too, and whoever was
 * invited is told from what is known of it now.
 */
export function remove(env: Env<'meetings'>, { id, version, cancel = false }: { id: string; version?: number; cancel?: boolean }): Promise<void> {
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, cancel ? ['draft', 'confirmed', 'cancelled'] : ['draft', 'cancelled'], 'delete');
    const [known] = meeting.state === 'confirmed' ? await details(env, { ids: [id] }) : [];
    await removeRoom(env, id);
    const writer = env.caller.kind === 'user' ? env.asCaller() : env;
    try {
      await writer.model('meeting.event').delete(id);
    } catch (error) {
      if (error instanceof AtriumError && error.code === 'ACCESS_DENIED') throw notYours(env, 'delete');
      throw error;
    }
    if (!known) return;
    const gone = { ...known, state: 'cancelled' as const, sequence: known.sequence + 1, version: known.version + 1, joinUrl: null, conference: null };
    await env.emit(meetingCancelled, { meeting: id, was: 'confirmed', by: 'staff', gone });
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
