import { z } from 'zod';
import { AtriumError, addDays, civilDateOf, type Env, fail, instantOf } from '#core';
import type { CaseRunner } from '../calendar/contract.ts';
import { book } from './book.ts';
import { fault } from './faults.ts';
import { linkOf } from './find-link.ts';
import { markedVersion, versionMark } from './manage-link.ts';

const letter = z.string().regex(/^[A-Z]$/);
const step = z.union([
  z.strictObject({ book: letter }),
  z.strictObject({ reschedule: letter, to: letter, link: letter }),
  z.strictObject({ cancel: letter, link: letter }),
]);
const input = z.strictObject({ op: z.literal('lifecycle'), steps: z.array(step) });

type Portal = Env<'booking-portal'>;
type Stored = {
  meeting: string;
  booking: string;
  /** As the mail carried it. */
  mark: string;
};

/** A guest's booking and the links of its mail, step by step: letters are hours of one day; a link is the one that came when that hour was booked. */
export const lifecycleCases: CaseRunner = {
  run: async (env: Portal, raw) => {
    const { steps } = input.parse(raw);
    const [host = ''] = await env.service('base').addPeople({ people: [{ name: 'Case host', email: `case-${env.id()}@example.org`, timeZone: 'UTC' }] });
    const schedule = await env
      .model('calendar.schedule')
      .create({ name: `Case ${env.id()}`, timeZone: 'UTC', weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], ranges: [['00:00', '24:00']] }] });
    const made = await env.model('booking.link').create({ name: 'Case', host, schedule: schedule.id, timeZone: 'UTC', durationMin: 60, approval: false });
    const open = await linkOf(env, made.id);
    if (!open) throw fail('NOT_FOUND');
    const day = addDays(civilDateOf(env.now(), 'UTC'), 7);
    const startOf = (hour: string): Date => instantOf(`${day}T${String(hour.charCodeAt(0) - 65).padStart(2, '0')}:00`, 'UTC') ?? env.now();
    const stored = new Map<string, Stored>();

    const act = async (one: z.output<typeof step>): Promise<void> => {
      if ('book' in one) {
        const guest = {
          name: 'Guest',
          email: 'guest@example.org',
          note: undefined,
          timeZone: 'UTC',
          language: 'en',
          browser: undefined,
          answers: [],
          held: false,
          others: [],
        };
        const { booking, meeting, version } = await book(env, open.link, { ...guest, start: startOf(one.book) });
        stored.set(one.book, { booking, meeting, mark: versionMark(env, booking, version) });
        return;
      }
      const found = stored.get(one.link);
      if (!found) throw fail('NOT_FOUND');
      const { version } = await env
        .service('meetings')
        .details({ ids: [found.meeting] })
        .then(([meeting]) => meeting ?? { version: -1 });
      if (markedVersion(env, found.booking, found.mark) !== version) throw fault('BOOKING_LINK_USED');
      if ('cancel' in one) await env.service('meetings').cancel({ id: found.meeting, version });
      else {
        const start = startOf(one.to);
        await env.service('meetings').reschedule({ id: found.meeting, version, start, end: new Date(start.getTime() + 3_600_000) });
      }
    };

    const refused: number[] = [];
    for (const [index, one] of steps.entries()) {
      try {
        await act(one);
      } catch (error) {
        if (!(error instanceof AtriumError) || error.status >= 500) throw error;
        refused.push(index + 1);
      }
    }
    const ids = [...stored.values()].map(({ meeting }) => meeting);
    const live = (await env.service('meetings').details({ ids })).filter(({ state }) => state === 'confirmed');
    return {
      activeBookings: live.length,
      activeAt: live[0] ? String.fromCharCode(65 + live[0].start.getUTCHours()) : null,
      refused,
    };
  },
};
