import { z } from 'zod';
import { type AtriumError, defineJob, type Env, type Row } from '#core';
import { endConference } from './conference/end-conference.ts';
import { meetingCancelled } from './contract.ts';
import { fault } from './faults.ts';
import { notYours } from './may-change.ts';
import { settings } from './settings.ts';

type Meeting = Row<'meetings', 'meeting.event'>;
type Kept = Pick<Meeting, 'undo' | 'undoUntil'>;

const was = z.enum(['draft', 'confirmed']);
/** The sentence of an error is known only when it happens. */
const inWords = (env: Env, { message }: AtriumError): string => env.t(message);

/** What `cancel` does after the meeting stands as cancelled, for many: after the commit, so that nobody waits for it. */
export const tellCancelled = defineJob({
  name: 'meeting.tell-cancelled',
  payload: z.object({ meetings: z.array(z.object({ id: z.uuid(), was })) }),
  timeout: 120,
  async run(env: Env<'meetings'>, { meetings }) {
    await env.tx(async () => {
      const off = await env.model('meeting.event').pick({ id: { in: meetings.map(({ id }) => id) }, state: 'cancelled' }, ['sequence']);
      const still = new Set(off.map(({ id }) => id));
      const linked = await env.model('meeting.conference').pick({ event: { in: [...still] }, state: { ne: 'cancelled' } }, ['event']);
      for (const { event } of linked) await endConference(env, event);
      for (const { id, was: before } of meetings) if (still.has(id)) await env.emit(meetingCancelled, { meeting: id, was: before, by: 'staff' });
    });
  },
});

/** What is kept of each, so that it can be brought back for some minutes; its pauses are read from what it holds. */
async function rememberAll(env: Env<'meetings'>, meetings: readonly Meeting[]): Promise<(meeting: Meeting) => Kept> {
  const { undoMinutes } = await env.settings(settings);
  if (undoMinutes === 0) return () => ({ undo: null, undoUntil: null });
  const claims = await env
    .model('calendar.claim')
    .pick({ sourceModel: 'meeting.event', source: { in: meetings.map(({ id }) => id) } }, ['source', 'bufferBefore', 'bufferAfter']);
  const pauses = new Map<string, { bufferBefore: number; bufferAfter: number }>();
  for (const { source, bufferBefore, bufferAfter } of claims) {
    const known = pauses.get(source);
    pauses.set(source, { bufferBefore: Math.max(bufferBefore, known?.bufferBefore ?? 0), bufferAfter: Math.max(bufferAfter, known?.bufferAfter ?? 0) });
  }
  const undoUntil = new Date(env.now().getTime() + undoMinutes * 60_000);
  return ({ id, state, start, end }) => ({
    undo: {
      kind: 'cancel',
      state: state === 'confirmed' ? 'confirmed' : 'draft',
      start: start.toISOString(),
      end: end.toISOString(),
      ...(pauses.get(id) ?? { bufferBefore: 0, bufferAfter: 0 }),
    },
    undoUntil,
  });
}

/**
 * Many meetings → cancelled, in one transaction and as many statements for a thousand as for one: those that the caller may not cancel, or that are over, stay as they are
 * and are named with the reason. Each can be brought back by itself for some minutes.
 */
export function cancelMany(
  env: Env<'meetings'>,
  { ids, reason }: { ids: readonly string[]; reason?: string },
): Promise<{ cancelled: number; refused: { id: string; reason: string }[] }> {
  return env.tx(async () => {
    const writer = env.caller.kind === 'user' ? env.asCaller() : env;
    const seen = await writer.model('meeting.event').pick({ id: { in: [...ids] } }, []);
    const meetings = await env.model('meeting.event').lock({ id: { in: seen.map(({ id }) => id) } });
    const live = meetings.filter(({ state }) => state === 'draft' || state === 'confirmed');
    const kept = await rememberAll(env, live);
    const changed =
      live.length === 0
        ? []
        : await writer.model('meeting.event').updateEach(
            live.map((meeting) => ({
              id: meeting.id,
              state: 'cancelled' as const,
              sequence: meeting.sequence + 1,
              version: meeting.version + 1,
              reason: reason?.trim() || null,
              ...kept(meeting),
            })),
          );
    const done = new Set(changed.map(({ id }) => id));
    if (done.size > 0) {
      const records = [...done];
      await env.service('calendar').claimAll({ bookings: [], instead: { model: 'meeting.event', records } });
      await env.service('activities').clearMany({ model: 'meeting.event', records });
      const told = live.flatMap(({ id, state }) => (done.has(id) ? [{ id, was: state === 'confirmed' ? ('confirmed' as const) : ('draft' as const) }] : []));
      await env.enqueue(tellCancelled, { meetings: told });
    }
    const states = new Set(live.map(({ id }) => id));
    const why = (id: string): AtriumError => (states.has(id) ? notYours(env, 'cancel') : fault('MEETING_STATE'));
    return { cancelled: done.size, refused: ids.filter((id) => !done.has(id)).map((id) => ({ id, reason: inWords(env, why(id)) })) };
  });
}
