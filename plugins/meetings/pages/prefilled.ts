import { type Env, instantOf, isZone } from '#core';
import type { PlanForm } from '../plan-form.ts';

/** The form with the times that the address asks for: `start` and `end` on the clock of `tz`. What cannot be read is left as it was. */
export function atTimesOfAddress(env: Env<'meetings'>, form: PlanForm): PlanForm {
  const query = env.request?.url.searchParams;
  const [start, end, zone] = [query?.get('start') ?? '', query?.get('end') ?? '', query?.get('tz') ?? form.timeZone];
  const [from, to] = isZone(zone) ? [instantOf(start, zone), instantOf(end, zone)] : [];
  return from && to && from < to ? { ...form, start, end, timeZone: zone } : form;
}

/** The empty form with what the address asks for: times, `rooms`, `required` people. */
export function prefilled(env: Env<'meetings'>, form: PlanForm): PlanForm {
  const query = env.request?.url.searchParams;
  const rooms = (query?.getAll('rooms') ?? []).slice(0, 50);
  const required = (query?.getAll('required') ?? []).slice(0, 100);
  return { ...atTimesOfAddress(env, form), rooms, required };
}
