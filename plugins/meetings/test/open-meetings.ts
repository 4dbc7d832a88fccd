import type { Env, Manifest, Principal } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';

export type TestMeetings = {
  app: TestApp;
  env: Env<'meetings'>;
  /** Somebody who has signed in. */
  as(person: string, ...groups: string[]): Env<'meetings'>;
  person(name: string, timeZone?: string): Promise<string>;
  close(): Promise<void>;
};

/** A real app of the meetings and what they need, and whatever plugin comes along. */
export async function openMeetings(plugins: readonly Manifest[] = [], more: readonly string[] = ['jitsi']): Promise<TestMeetings> {
  const app = await bootTestApp({ only: ['meetings', ...more, ...plugins.map(({ name }) => name)], plugins, clock: '2027-01-04T08:00:00Z' });
  const env: Env<'meetings'> = app.env('meetings');
  const base = app.env('base') as Env<'base'>;
  let count = 0;
  return {
    app,
    env,
    as: (person, ...groups) => {
      const principal: Principal = { kind: 'user', org: 1, account: person, person, session: '', groups: new Set(['user', 'base.user', ...groups]) };
      return app.envAs('meetings', principal);
    },
    person: async (name, timeZone = 'UTC') => {
      count += 1;
      return (await base.model('base.person').create({ name, email: `p${count}@example.org`, timeZone })).id;
    },
    close: () => app.close(),
  };
}
