import { z } from 'zod';
import { AtriumError, type Env, fail } from '#core';
import type { CaseRunner } from '../../calendar/contract.ts';
import { book } from '../book.ts';
import { linkOf } from '../find-link.ts';

const input = z.strictObject({
  op: z.literal('concurrency'),
  scenario: z.literal('seats'),
  clients: z.number().int().min(1).max(500),
  seats: z.number().int().min(2).max(1_000),
  slot: z.tuple([z.iso.datetime(), z.iso.datetime()]),
});

/** Parallel guests for the seats of one time, over a link of its own. `bookings`: the meetings that came of it. */
export const seatCases: CaseRunner = {
  run: async (env: Env<'booking-portal'>, raw) => {
    const { clients, seats, slot } = input.parse(raw);
    const [start, end] = [new Date(slot[0]), new Date(slot[1])];
    const durationMin = (end.getTime() - start.getTime()) / 60_000;
    const [host = ''] = await env.service('base').addPeople({ people: [{ name: 'Case host', email: `case-${env.id()}@example.org`, timeZone: 'UTC' }] });
    const schedule = await env
      .model('calendar.schedule')
      .create({ name: `Case ${env.id()}`, timeZone: 'UTC', weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], ranges: [['00:00', '24:00']] }] });
    const rule = { durationMin, stepMin: durationMin, minNoticeMin: 0, windowDays: 730, approval: false, seats };
    const made = await env.model('booking.link').create({ name: 'Case', host, schedule: schedule.id, timeZone: 'UTC', ...rule });
    const open = await linkOf(env, made.id);
    if (!open) throw fail('NOT_FOUND');
    const answers = await Promise.all(
      Array.from({ length: clients }, async (_, n) => {
        const guest = { name: `Guest ${n}`, email: `guest${n}@example.org`, note: undefined, timeZone: 'UTC', language: 'en', browser: undefined };
        try {
          await book(env, open.link, { ...guest, start, answers: [], others: [] });
          return true;
        } catch (error) {
          if (error instanceof AtriumError && error.code === 'BOOKING_SLOT_TAKEN') return false;
          throw error;
        }
      }),
    );
    const live = await env.model('meeting.event').count({ host, state: 'confirmed', start: { lt: end }, end: { gt: start } });
    const ok = answers.filter(Boolean).length;
    return { ok, refused: clients - ok, overlaps: Math.max(0, live - 1), bookings: live };
  },
};
