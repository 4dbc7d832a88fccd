import { type Env, instantOf, wallOf } from '#core';
import type { PlanForm } from './plan-form.ts';
import { fresh, type PlanState, timesOf } from './plan-state.ts';
import { findRoom } from './rooms/find-room.ts';
import { type RepeatForm, ruleOfForm } from './series/repeat-form.ts';

const DAY_MINUTES = 1_440;

const peopleIn = ({ required, optional, guests }: PlanForm): number =>
  1 + new Set([...required, ...optional]).size + guests.split('\n').filter((line) => line.trim()).length;

/** The form with the rooms that are free at its time, for its people. `meeting`: which one is changed; what it holds is not in its way. */
export async function withFreeRooms(env: Env<'meetings'>, form: PlanForm, meeting?: string): Promise<PlanState> {
  const times = timesOf(form);
  const minutes = times ? Math.round((times.end.getTime() - times.start.getTime()) / 60_000) : 0;
  if (!times) return { ...fresh, status: 422, issues: [{ path: 'end', message: env.t('Choose an end after the start.') }] };
  if (minutes > DAY_MINUTES) return { ...fresh, status: 422, issues: [{ path: 'end', message: env.t('Rooms are looked for up to a day at a time.') }] };
  const found = await findRoom(env, {
    start: times.start,
    minutes,
    people: peopleIn(form),
    site: '',
    equipment: [],
    persons: [...new Set([form.host, ...form.required])].filter(Boolean),
    host: form.host,
    timeZone: form.timeZone,
    ...(meeting ? { meeting } : {}),
  });
  return { ...fresh, found };
}

/** Another start, as long as before, and a room for it where one comes along: `2027-03-01T09:00 <room>`. */
function movedTo(form: PlanForm, at: string): PlanForm {
  const [, wall, room] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?: ([0-9a-f-]{36}))?$/.exec(at) ?? [];
  const times = timesOf(form);
  const start = wall && times ? instantOf(wall, form.timeZone) : undefined;
  if (!wall || !times || !start) return form;
  const end = wallOf(new Date(start.getTime() + times.end.getTime() - times.start.getTime()), form.timeZone);
  return { ...form, start: wall, end, rooms: room ? [...new Set([...form.rooms, room])] : form.rooms };
}

/** What a button of the form shows or puts into it, before anything is saved; undefined where it is to be saved. */
export async function lookFirst(
  env: Env<'meetings'>,
  raw: Readonly<Record<string, unknown>>,
  { form, repeat, meeting }: { form: PlanForm; repeat: RepeatForm | undefined; meeting?: string },
): Promise<{ form: PlanForm; state: PlanState } | undefined> {
  if (typeof raw.at === 'string') return { form: movedTo(form, raw.at), state: fresh };
  if (raw.find !== undefined) return { form, state: await withFreeRooms(env, form, meeting) };
  if (repeat && raw.preview !== undefined)
    return { form, state: { ...fresh, issues: ruleOfForm(env, repeat, form.start, form.timeZone).issues, preview: true } };
  return undefined;
}
