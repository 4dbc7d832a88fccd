import { z } from 'zod';
import { addDays, civilDateOf, type Env, fail, html, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { MyHoursPage } from './my-hours-page.tsx';
import { readTimeOff } from './read-time-off.ts';

type CalendarEnv = Env<'calendar'>;

const MOST = 200;
/** Days off are shown for so long after they ended, and kept. */
const SHOWN_DAYS = 31;

function me(env: CalendarEnv): string {
  if (env.principal.kind !== 'user') throw fail('ACCESS_DENIED');
  return env.principal.person;
}

const readMe = (env: CalendarEnv) => env.asPlugin().model('base.person').get(me(env));

async function page(env: CalendarEnv, typed?: ReturnType<typeof readTimeOff>) {
  const person = await readMe(env);
  const schedules = await env
    .model('calendar.schedule')
    .find({ $or: [{ owner: person.id }, { owner: null }, ...(person.schedule ? [{ id: person.schedule }] : [])] }, { order: ['name'], limit: MOST });
  const since = addDays(civilDateOf(env.now(), person.timeZone), -SHOWN_DAYS);
  return (
    <MyHoursPage
      env={env}
      own={schedules.filter(({ owner }) => owner === person.id)}
      common={schedules.filter(({ owner }) => owner !== person.id)}
      used={person.schedule}
      timeZone={person.timeZone}
      timeOff={person.timeOff}
      lines={typed?.lines ?? person.timeOff.filter(({ to }) => to >= since)}
      faults={typed?.faults ?? new Map()}
    />
  );
}

export const myHoursRoutes = [
  route({
    method: 'GET',
    path: '/app/my-hours',
    auth: 'user',
    summary: 'My working hours and days off',
    handler: async (env: CalendarEnv) => html(await page(env)),
  }),
  route({
    method: 'POST',
    path: '/app/my-hours/use',
    auth: 'user',
    summary: 'Chooses which working hours count for me',
    body: z.object({ schedule: z.union([z.uuid(), z.literal('')]) }),
    handler: async (env: CalendarEnv, { body }) => {
      if (body.schedule !== '') {
        const hours = await env.model('calendar.schedule').get(body.schedule);
        if (hours.owner !== null && hours.owner !== me(env)) throw fail('ACCESS_DENIED');
      }
      await env
        .asPlugin()
        .model('base.person')
        .update(me(env), { schedule: body.schedule || null });
      return redirect(await saying(env, '/app/my-hours', env.t('The hours are saved.')));
    },
  }),
  route({
    method: 'POST',
    path: '/app/my-hours/off',
    auth: 'user',
    summary: 'Saves my days off',
    body: z.looseObject({}),
    maxBody: 200_000,
    handler: async (env: CalendarEnv, { raw }) => {
      const typed = readTimeOff(raw);
      if (typed.faults.size > 0) return html(await page(env, typed), { status: 422 });
      const person = await readMe(env);
      const since = addDays(civilDateOf(env.now(), person.timeZone), -SHOWN_DAYS);
      const timeOff = [...person.timeOff.filter(({ to }) => to < since), ...typed.timeOff];
      await env.asPlugin().model('base.person').update(person.id, { timeOff });
      return redirect(await saying(env, '/app/my-hours', env.t('Your days off are saved.')));
    },
  }),
];

/** On everybody's own page. */
export const hoursLink = (env: CalendarEnv) => (
  <a class="button" href="/app/my-hours">
    {env.t('My working hours')}
  </a>
);
