import { type Env, instantOf, isZone } from '#core';
import type { PlanForm } from '../plan-form.ts';

/** The empty form with what the address asks for: `start` and `end` on the clock of `tz`, `rooms`, `required` people. What cannot be read is left as it was. */
export function prefilled(env: Env<'meetings'>, form: PlanForm): PlanForm {
  const query = env.request?.url.searchParams;
  const [start, end, zone] = [query?.get('start') ?? '', query?.get('end') ?? '', query?.get('tz') ?? form.timeZone];
  const rooms = (query?.getAll('rooms') ?? []).slice(0, 50);
  const required = (query?.getAll('required') ?? []).slice(0, 100);
  if (!isZone(zone)) return { ...form, rooms, required };
  const [from, to] = [instantOf(start, zone), instantOf(end, zone)];
  return from && to && from < to ? { ...form, start, end, timeZone: zone, rooms, required } : { ...form, rooms, required };
}
