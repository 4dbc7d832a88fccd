import { createHash } from 'node:crypto';
import { civilDateOf, type Env, type Row, type TimeRange } from '#core';
import { forReader } from '../base/contract.ts';
import { busyTimes, TookTooLong } from '../calendar/contract.ts';
import { type Fetched, fetchCalendar } from './fetch-calendar.ts';
import { type Problem, problems, Unread } from './problems.ts';

type Calendar = Row<'external-calendars', 'external.calendar'>;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const EVERY_MS = 15 * MINUTE_MS;
/** How far ahead busy times are taken over. */
const AHEAD_MS = 400 * DAY_MS;
const MOST_BUSY = 5_000;
/** After so many failures in a row, about two days, it is turned off. */
const MOST_FAILURES = 10;

export const sourceOf = (calendar: { id: string }): { model: string; record: string } => ({ model: 'external.calendar', record: calendar.id });

/** Fetches one calendar and takes over when its owner is busy. What goes wrong is kept on the record; the busy times known so far stay until it is turned off. */
export async function refreshCalendar(env: Env<'external-calendars'>, calendar: Calendar, signal: AbortSignal): Promise<'changed' | 'same' | 'failed'> {
  const address = await env.secrets.reveal('external.calendar', calendar.id, 'address');
  const [person] = await env.service('base').people({ ids: [calendar.person] });
  if (address === null || !person?.active) return 'same';
  const stale = calendar.readAt === null || env.now().getTime() - calendar.readAt.getTime() > DAY_MS;
  try {
    const fetched = await fetchCalendar(env.http, address, stale ? undefined : calendar, signal);
    const busy = fetched.text === null ? undefined : await read(env, fetched.text, person.timeZone);
    return await keep(env, calendar, fetched, busy);
  } catch (error) {
    if (signal.aborted || !(error instanceof Unread)) throw error;
    if (error.counts) await fail(env, calendar, error.problem);
    return 'failed';
  }
}

async function read(env: Env<'external-calendars'>, text: string, timeZone: string): Promise<TimeRange[]> {
  const now = env.now().getTime();
  // A meeting of ours that its attendee's calendar holds too is no second appointment.
  const ours = `@${new URL(env.baseUrl).hostname}`;
  try {
    const found = await busyTimes(text, { timeZone, from: new Date(now - DAY_MS), to: new Date(now + AHEAD_MS), ignore: (uid) => uid.endsWith(ours) });
    if (!found) throw new Unread(problems.notCalendar);
    if (found.busy.length > MOST_BUSY) throw new Unread(problems.heavy);
    return found.busy;
  } catch (error) {
    if (error instanceof TookTooLong) throw new Unread(problems.heavy);
    throw error;
  }
}

const digestOf = (busy: readonly TimeRange[]): string =>
  createHash('sha256')
    .update(busy.map(({ start, end }) => `${start.getTime()}-${end.getTime()}`).join())
    .digest('base64url');

/** The claims are swapped only where the busy times have changed: most fetches cost one small write. */
function keep(
  env: Env<'external-calendars'>,
  calendar: Calendar,
  { etag, lastModified }: Fetched,
  busy: readonly TimeRange[] | undefined,
): Promise<'changed' | 'same'> {
  const now = env.now();
  return env.tx(async () => {
    const [current] = await env.model('external.calendar').lock({ id: calendar.id, active: true });
    if (!current) return 'same';
    const digest = busy ? digestOf(busy) : current.digest;
    await env.model('external.calendar').update(current.id, {
      checkedAt: now,
      nextAt: new Date(now.getTime() + EVERY_MS - MINUTE_MS),
      failures: 0,
      problem: null,
      ...(busy ? { etag, lastModified, readAt: now, digest, busyCount: busy.length } : {}),
    });
    if (!busy || digest === current.digest) return 'same';
    const claims = busy.map((during) => ({ kind: 'person', id: current.person, seat: current.seat, during }));
    const clashes = await env.service('calendar').reclaim({ source: sourceOf(current), claims });
    if (clashes.length > 0) throw new Error('busy times of one calendar overlap');
    return 'changed';
  });
}

/** Waits longer after each failure; in the end the calendar is turned off, its times are given back, and its owner is told by an activity. */
async function fail(env: Env<'external-calendars'>, calendar: Calendar, problem: Problem): Promise<void> {
  const now = env.now();
  await env.tx(async () => {
    const [current] = await env.model('external.calendar').lock({ id: calendar.id, active: true });
    if (!current) return;
    const failures = current.failures + 1;
    const off = failures >= MOST_FAILURES;
    // What takes all that a file may take is as heavy the next time: no doubling first.
    const pause = problem === problems.heavy ? DAY_MS / 2 : Math.min(EVERY_MS * 2 ** (failures - 1), DAY_MS / 2);
    await env.model('external.calendar').update(current.id, {
      checkedAt: now,
      nextAt: new Date(now.getTime() + pause),
      failures,
      problem,
      ...(off ? { active: false, digest: null, busyCount: 0 } : {}),
    });
    if (!off) return;
    await env.service('calendar').release({ source: sourceOf(current) });
    await tell(env, current, problem);
  });
}

async function tell(env: Env<'external-calendars'>, { id, person: owner, name }: Calendar, problem: Problem): Promise<void> {
  const [person] = await env.service('base').people({ ids: [owner] });
  if (!person) return;
  const own = forReader(env, person);
  await env.service('activities').replace({
    ...sourceOf({ id }),
    kinds: ['external-calendar'],
    activities: [
      {
        person: owner,
        kind: 'external-calendar',
        summary: own.t('Your calendar “{name}” is no longer read', { name }),
        note: `${own.t(problem)} ${own.t('Until it is read again, its appointments do not keep your time free.')}`,
        due: civilDateOf(env.now(), person.timeZone),
        link: '/app/me/calendars',
      },
    ],
  });
}
