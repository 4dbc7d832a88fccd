import { type Env, fail, type Row } from '#core';
import { calendarAddress } from './calendar-address.ts';
import { fault } from './faults.ts';
import { refreshOne } from './refresh.ts';
import { sourceOf } from './refresh-calendar.ts';

const FIRST_SEAT = 1001;
const MOST = 10;

function selfOf(env: Env<'external-calendars'>): string {
  if (env.principal.kind !== 'user') throw fail('ACCESS_DENIED');
  return env.principal.person;
}

/** A calendar of the acting person, whoever's id was sent. @throws NOT_FOUND */
const mine = (env: Env<'external-calendars'>, id: string): Promise<Row<'external-calendars', 'external.calendar'>> => env.model('external.calendar').get(id);

/** @throws EXTERNAL_CALENDAR_ADDRESS, EXTERNAL_CALENDAR_MOST */
export async function addCalendar(env: Env<'external-calendars'>, input: { name: string; address: string }): Promise<string> {
  const person = selfOf(env);
  const address = calendarAddress(input.address);
  if (address === undefined)
    throw fault('EXTERNAL_CALENDAR_ADDRESS', { issues: [{ path: 'address', message: fault.entries.EXTERNAL_CALENDAR_ADDRESS.title }] });
  const own = env.asPlugin();
  return own.tx(async () => {
    await own.lockKeys([`external-calendars:${person}`]);
    const taken = new Set((await own.model('external.calendar').pick({ person }, ['seat'])).map(({ seat }) => seat));
    const seat = Array.from({ length: MOST }, (_, n) => FIRST_SEAT + n).find((one) => !taken.has(one));
    if (seat === undefined) throw fault('EXTERNAL_CALENDAR_MOST');
    const { id } = await own.model('external.calendar').create({ person, name: input.name, address, seat, nextAt: env.now() });
    await own.enqueue(refreshOne, { calendar: id }, { key: id });
    return id;
  });
}

/** Reads it again now; one that was turned off is turned on. */
export async function readAgain(env: Env<'external-calendars'>, id: string): Promise<void> {
  await mine(env, id);
  const own = env.asPlugin();
  await own.tx(async () => {
    await own.model('external.calendar').update(id, { active: true, failures: 0, problem: null, readAt: null, nextAt: env.now() });
    await own.service('activities').clear(sourceOf({ id }));
    await own.enqueue(refreshOne, { calendar: id }, { key: id });
  });
}

/** The calendar, its address and all times that it took. */
export async function removeCalendar(env: Env<'external-calendars'>, id: string): Promise<void> {
  await mine(env, id);
  const own = env.asPlugin();
  await own.tx(async () => {
    await own.model('external.calendar').delete(id);
    await own.service('calendar').release({ source: sourceOf({ id }) });
    await own.service('activities').clear(sourceOf({ id }));
  });
}
