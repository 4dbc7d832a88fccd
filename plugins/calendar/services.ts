import type { Env, ServiceImplementation } from '#core';
import { availability, slots, startsOfEach } from './availability.ts';
import { busy } from './busy.ts';
import { claim, claimMany, reclaim, release, releaseSome, settle } from './claim.ts';
import { claimAll } from './claim-all.ts';
import type { CalendarService } from './contract.ts';
import { explain } from './explain.ts';
import { guard } from './guard.ts';

/** Guests may ask for free times, which carry no reasons; all that writes or explains is for plugins and persons inside. */
export const calendarService: ServiceImplementation<CalendarService> = {
  slots: { callers: ['portal', 'public'], run: (env: Env<'calendar'>, query) => slots(env, query) },
  availability: { callers: ['portal', 'public'], run: (env: Env<'calendar'>, query) => availability(env, query) },
  startsOfEach: { run: (env: Env<'calendar'>, query) => startsOfEach(env, query) },
  explain: { run: (env: Env<'calendar'>, query) => explain(env, query) },
  busy: { run: (env: Env<'calendar'>, input) => busy(env, input) },
  guard: { run: (env: Env<'calendar'>, input) => guard(env, input) },
  claim: { run: (env: Env<'calendar'>, input) => claim(env, input) },
  claimMany: { run: (env: Env<'calendar'>, input) => claimMany(env, input) },
  claimAll: { run: (env: Env<'calendar'>, input) => claimAll(env, input) },
  reclaim: { run: (env: Env<'calendar'>, input) => reclaim(env, input) },
  release: { run: (env: Env<'calendar'>, input) => release(env, input) },
  releaseSome: { run: (env: Env<'calendar'>, input) => releaseSome(env, input) },
  settle: { run: (env: Env<'calendar'>, input) => settle(env, input) },
};
