import { z } from 'zod';
import { addDays, civilDateOf, type Env, html, instantOf, isCivilDate, isZone, route } from '#core';
import { several } from '../../web/contract.ts';
import { viewerOf } from '../pages/viewer.ts';
import { FindPage } from './find-page.tsx';
import { findRoom, type Wish } from './find-room.ts';

const ids = several().transform((given) => given.filter((one) => z.uuid().safeParse(one).success).slice(0, 100));

const whole = (least: number, most: number, usual: number) => z.coerce.number().int().min(least).max(most).catch(usual).default(usual);

/** What cannot be read is as if it had not been asked for. */
const query = z.looseObject({
  day: z.string().max(20).default(''),
  time: z.string().max(20).default(''),
  tz: z.string().max(64).default(''),
  minutes: whole(5, 1_440, 60),
  count: whole(1, 10_000, 2),
  site: z.uuid().or(z.literal('')).catch('').default(''),
  equipment: ids,
  with: ids,
});

/** The next full half hour of today, or nine tomorrow when the day is nearly over. */
function usualStart(env: Env, timeZone: string): Date {
  const half = 30 * 60_000;
  const next = new Date(Math.ceil((env.now().getTime() + 60_000) / half) * half);
  const today = civilDateOf(env.now(), timeZone);
  const evening = instantOf(`${today}T17:00`, timeZone);
  return evening && next >= evening ? (instantOf(`${addDays(today, 1)}T09:00`, timeZone) ?? next) : next;
}

function wishOf(env: Env<'meetings'>, asked: z.output<typeof query>): Wish {
  const host = viewerOf(env);
  const timeZone = isZone(asked.tz) ? asked.tz : env.preferences.timeZone;
  const sane = isCivilDate(asked.day) && asked.day >= '1971-01-01' && asked.day < '2200-01-01' && /^\d\d:\d\d$/.test(asked.time);
  const start = (sane ? instantOf(`${asked.day}T${asked.time}`, timeZone) : undefined) ?? usualStart(env, timeZone);
  const persons = [...new Set([host, ...asked.with])];
  return {
    start,
    minutes: asked.minutes,
    people: Math.max(asked.count, persons.length),
    site: asked.site,
    equipment: asked.equipment,
    persons,
    host,
    timeZone,
  };
}

export const findRoutes = [
  route({
    method: 'GET',
    path: '/app/rooms/find',
    auth: 'user',
    summary: 'Rooms that are free for so many people, with the next times',
    query,
    handler: async (env: Env<'meetings'>, { query: asked }) => {
      const wish = wishOf(env, asked);
      const choices = {
        sites: await env.model('meeting.site').pick({ active: true }, ['name'], { order: ['name'], limit: 500 }),
        equipment: await env.model('meeting.equipment').pick({}, ['name'], { order: ['name'], limit: 200 }),
        people: await env.model('base.person').pick({ active: true }, ['name'], { order: ['name'], limit: 500 }),
      };
      return html(<FindPage env={env} wish={wish} choices={choices} found={await findRoom(env, wish)} />);
    },
  }),
];
