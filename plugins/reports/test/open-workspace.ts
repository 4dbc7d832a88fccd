import type { Env, Principal } from '#core';
import { bootTestApp, type TestApp, type TestAppOptions } from '#core/testing';
import type {} from '../../booking-portal/contract.ts';
import type {} from '../schema.ts';

export type Workspace = {
  app: TestApp;
  host: string;
  room: string;
  /** Makes meetings in a room (one hour, on the given starts). */
  meetings(starts: readonly string[], more?: { state?: 'draft' | 'confirmed' }): Promise<string[]>;
  /** As a person in these groups. */
  reader(name: string, groups: readonly string[]): Promise<Principal & { kind: 'user' }>;
};

/** A workspace in Berlin with a host and a room that is open on working days from nine to five. */
export async function openWorkspace(options: TestAppOptions): Promise<Workspace> {
  const app = await bootTestApp({ only: ['reports', 'jitsi'], ...options });
  const base: Env<'base'> = app.env('base');
  const meetings: Env<'meetings'> = app.env('meetings');
  const portal: Env<'booking-portal'> = app.env('booking-portal');
  const host = (await base.model('base.person').create({ name: 'Hanna Host', email: 'hanna@example.org', timeZone: 'Europe/Berlin', language: 'de' })).id;
  const [schedule] = await portal
    .model('calendar.schedule')
    .create([{ name: 'Office', timeZone: 'Europe/Berlin', weekly: [{ days: [1, 2, 3, 4, 5], ranges: [['09:00', '17:00'] as [string, string]] }] }]);
  const room = (await meetings.model('meeting.room').create({ name: 'Blue room', timeZone: 'Europe/Berlin', schedule: schedule?.id ?? null })).id;
  return {
    app,
    host,
    room,
    meetings: async (starts, { state = 'confirmed' } = {}) => {
      const made: string[] = [];
      for (const start of starts) {
        const begin = new Date(start);
        const { id } = await meetings.service('meetings').request({
          subject: 'Talk',
          host,
          rooms: [room],
          virtualRoom: null,
          start: begin,
          end: new Date(begin.getTime() + 3_600_000),
          timeZone: 'Europe/Berlin',
          guests: [],
          bufferBefore: 0,
          bufferAfter: 0,
          state,
        });
        made.push(id);
      }
      return made;
    },
    reader: async (name, groups) => {
      const { id } = await base.model('base.person').create({ name, email: `${name.toLowerCase()}@example.org`, timeZone: 'Europe/Berlin', language: 'en' });
      return { kind: 'user', org: 1, account: id, person: id, session: '', groups: new Set(['user', ...groups]) };
    },
  };
}
