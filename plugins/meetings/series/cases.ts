import { z } from 'zod';
import { AtriumError, type Env, isZone } from '#core';
import type { CaseRunner } from '../../calendar/contract.ts';
import { expandRule } from './expand-rule.ts';
import { parseRule } from './rule.ts';

const rruleInput = z.strictObject({ op: z.literal('rrule'), timeZone: z.string().refine(isZone), dtstart: z.string(), rrule: z.string() });
const stretch = z.tuple([z.iso.datetime(), z.iso.datetime()]);
const recurringInput = z.strictObject({ op: z.literal('recurring'), rrule: z.string(), first: stretch, busy: z.array(stretch) });

/** The starts of a rule, on the wall clock and in UTC. */
export const rruleCases: CaseRunner = {
  async run(_env, input) {
    const { timeZone, dtstart, rrule } = rruleInput.parse(input);
    const read = parseRule(rrule, timeZone);
    if ('fault' in read) throw new TypeError(read.fault);
    const { occurrences } = expandRule(read.rule, dtstart, timeZone, { before: '2200-01-01', most: 1_000 });
    return { local: occurrences.map(({ wall }) => wall), utc: occurrences.map(({ start }) => start) };
  },
};

const refusedDates = z.object({ dates: z.array(z.object({ start: z.date() })) });

/** A series where some time is taken already, through the meetings' own service. */
export const recurringCases: CaseRunner = {
  async run(env: Env<'meetings'>, input) {
    const { rrule, first, busy } = recurringInput.parse(input);
    const { person: host } = await env.service('base').ensureAdmin({ email: `case-${env.id()}@example.org`, password: env.random(18), name: 'Case host' });
    const room = await env.model('meeting.room').create({ name: `Case ${env.id()}`, timeZone: 'UTC' });
    const during = ([start, end]: [string, string]) => ({ start: new Date(start), end: new Date(end) });
    for (const taken of busy) {
      const claims = [{ kind: 'room', id: room.id, during: during(taken) }];
      await env.service('calendar').claim({ source: { model: 'meeting.event', record: env.id() }, claims });
    }
    let conflicts: Date[] = [];
    try {
      await env.service('meetings').makeSeries({
        subject: 'Case',
        description: null,
        host,
        rooms: [room.id],
        virtualRoom: null,
        ...during(first),
        timeZone: 'UTC',
        people: [],
        guests: [],
        rule: rrule,
        state: 'confirmed',
      });
    } catch (error) {
      if (!(error instanceof AtriumError) || error.code !== 'MEETING_CLASH') throw error;
      conflicts = refusedDates.parse(error.extra).dates.map(({ start }) => start);
    }
    return { conflicts, created: await env.model('meeting.event').count({ host, state: 'confirmed' }) };
  },
};
