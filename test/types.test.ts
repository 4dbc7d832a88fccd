import { describe, expect, it } from 'vitest';
import type { Env } from '#core';
import type {} from '../plugins/booking-portal/schema.ts';

/** Checked by the compiler: a line that compiles although it must not fails the type check. Never run. */
async function whatCompiles(calendar: Env<'calendar'>, base: Env<'base'>, meetings: Env<'meetings'>): Promise<void> {
  const person = await calendar.model('base.person').get('');
  const schedule: string | null = person.schedule;
  const name: string = person.name;
  const plain = await base.model('base.person').get('');
  // @ts-expect-error calendar's extension field is not base's to see
  plain.schedule;
  // @ts-expect-error calendar does not depend on meetings
  calendar.model('meeting.event');
  // @ts-expect-error meetings does not depend on the portal
  meetings.model('booking.link');
  // @ts-expect-error a required field without a default must be given
  await meetings.model('meeting.room').create({ name: 'x' });
  // @ts-expect-error not one of the choices
  await meetings.model('meeting.event').update('', { state: 'maybe' });
  // @ts-expect-error null where the column is NOT NULL
  await meetings.model('meeting.event').update('', { subject: null });
  const event = await meetings.model('meeting.event').get('');
  const state: 'draft' | 'confirmed' | 'cancelled' | 'done' = event.state;
  void [schedule, name, state];
}

describe('types of a plugin', () => {
  it('are checked by `npm run typecheck`', () => {
    expect(whatCompiles).toBeTypeOf('function');
  });
});
