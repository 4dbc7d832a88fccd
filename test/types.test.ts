import { describe, expect, it } from 'vitest';
import { defineViews, type Env } from '#core';
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

/** Views that name what is the plugin's to name; the others do not compile. */
const whatViewsCompile = () => [
  defineViews<'calendar'>([{ kind: 'form-extension', model: 'base.person', sections: [{ fields: ['schedule', 'name'] }] }]),
  defineViews<'meetings'>([
    { kind: 'calendar', model: 'meeting.event', start: 'start', end: 'end', colour: 'state' },
    { kind: 'list-extension', model: 'base.person', columns: ['schedule'], filters: [{ name: 'free', label: 'Free', domain: { schedule: null } }] },
    { kind: 'form-extension', model: 'base.person', related: [{ title: 'Meetings', model: 'meeting.event', field: 'host', columns: ['subject', 'start'] }] },
  ]),
  // @ts-expect-error calendar's extension field is not base's to show
  defineViews<'base'>([{ kind: 'list', model: 'base.person', columns: ['name', 'schedule'] }]),
  // @ts-expect-error calendar does not depend on meetings
  defineViews<'calendar'>([{ kind: 'list', model: 'meeting.event', columns: [] }]),
  // @ts-expect-error a field of another model
  defineViews<'meetings'>([{ kind: 'form', model: 'meeting.room', sections: [{ fields: ['subject'] }] }]),
  // @ts-expect-error a condition on a field that is not there
  defineViews<'meetings'>([{ kind: 'form', model: 'meeting.room', sections: [{ fields: [{ name: 'name', visible: { nmae: null } }] }] }]),
  defineViews<'meetings'>([
    {
      kind: 'form-extension',
      model: 'base.person',
      // @ts-expect-error a column that the other model does not have
      related: [{ title: 'x', model: 'meeting.event', field: 'host', columns: ['capacity'] }],
    },
  ]),
];

describe('types of a plugin', () => {
  it('are checked by `npm run typecheck`', () => {
    expect([whatCompiles, whatViewsCompile]).toHaveLength(2);
  });
});
