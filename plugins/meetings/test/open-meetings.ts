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

/** What looks after rooms and links at its own times would do now and then what a test waits for, or take a fault that is meant for another call. */
export async function pauseActions(app: TestApp): Promise<void> {
  await app.app.runtime.database.query("UPDATE core_action SET active = false WHERE plugin = 'meetings'");
}

/** A real app of the meetings and what they need, and whatever plugin comes along; its scheduled actions run only where a test runs them. */
export async function openMeetings(plugins: readonly Manifest[] = [], more: readonly string[] = ['jitsi']): Promise<TestMeetings> {
  const app = await bootTestApp({ only: ['meetings', ...more, ...plugins.map(({ name }) => name)], plugins, clock: '2027-01-04T08:00:00Z' });
  await pauseActions(app);
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
