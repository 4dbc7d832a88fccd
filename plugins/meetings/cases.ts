import { z } from 'zod';
import { AtriumError, type Env } from '#core';
import type { CaseRunner } from '../calendar/contract.ts';

const input = z.strictObject({
  op: z.literal('concurrency'),
  scenario: z.enum(['book', 'confirm-drafts', 'seats']),
  clients: z.number().int().min(1).max(500),
  seats: z.number().int().optional(),
  slot: z.tuple([z.iso.datetime(), z.iso.datetime()]),
});

/** Refusals that mean: somebody else has the time. Anything else is a fault of ours. */
const taken = (error: unknown): boolean => error instanceof AtriumError && error.code === 'MEETING_CLASH';

/** Parallel guests for one slot, and staff drafts confirmed at once, through the meetings' own services. */
export const concurrencyCases: CaseRunner = {
  run: async (env: Env<'meetings'>, raw) => {
    const { scenario, clients, slot } = input.parse(raw);
    // Several guests on one meeting are the booking portal's affair.
    if (scenario === 'seats') return undefined;
    const [start, end] = [new Date(slot[0]), new Date(slot[1])];
    const { person: host } = await env.service('base').ensureAdmin({ email: `case-${env.id()}@example.org`, password: env.random(18), name: 'Case host' });
    const room = await env.model('meeting.room').create({ name: `Case ${env.id()}`, timeZone: 'UTC' });
    const common = { subject: 'Case', host, rooms: [room.id], virtualRoom: null, start, end, timeZone: 'UTC' };
    const attempts =
      scenario === 'confirm-drafts'
        ? await Promise.all(Array.from({ length: clients }, () => env.service('meetings').draft({ ...common, description: null, people: [], guests: [] })))
        : Array.from({ length: clients }, () => undefined);
    const answers = await Promise.all(
      attempts.map(async (draft, n) => {
        try {
          if (draft) await env.service('meetings').confirm(draft);
          else {
            const guest = { name: `Guest ${n}`, email: `guest${n}@example.org`, timeZone: 'UTC', language: 'en' };
            await env.service('meetings').request({ ...common, guests: [guest], bufferBefore: 0, bufferAfter: 0, state: 'confirmed' });
          }
          return 'ok';
        } catch (error) {
          if (taken(error)) return 'refused';
          throw error;
        }
      }),
    );
    const ok = answers.filter((answer) => answer === 'ok').length;
    const live = await env.model('meeting.event').count({ host, state: 'confirmed', start: { lt: end }, end: { gt: start } });
    return { ok, refused: clients - ok, overlaps: Math.max(0, live - 1), bookings: live };
  },
};
