import { z } from 'zod';
import { type Env, html, redirect, route, textInput } from '#core';
import { saying, typed } from '../web/contract.ts';
import { CalendarsPage, RemovePage } from './calendars-page.tsx';
import { addCalendar, readAgain, removeCalendar } from './my-calendars.ts';

const path = '/app/me/calendars';
const byId = z.object({ id: z.uuid() });
const limits = [{ name: 'external-calendars', per: 'account', max: 60, window: 3_600 }] as const;
/** Reading is work: each of ten calendars twice. */
const readLimits = [{ name: 'external-calendars.read', per: 'account', max: 20, window: 3_600 }] as const;

export const routes = [
  route({
    method: 'GET',
    path,
    auth: 'user',
    summary: 'My external calendars',
    handler: async (env: Env<'external-calendars'>) => html(<CalendarsPage env={env} calendars={await env.model('external.calendar').find(true)} />),
  }),
  route({
    method: 'POST',
    path,
    auth: 'user',
    summary: 'Adds an external calendar',
    limits,
    body: z.object({ name: textInput({ min: 1, max: 80 }), address: z.string().max(2000) }),
    async handler(env: Env<'external-calendars'>, { body }) {
      await addCalendar(env, body);
      return redirect(await saying(env, path, env.t('The calendar is added and will be read in a moment.')));
    },
    async onError(env: Env<'external-calendars'>, { raw }, { status, title, issues }) {
      if (env.principal.kind !== 'user') return redirect(`/sign-in?next=${path}`);
      const calendars = await env.model('external.calendar').find(true);
      const refused = {
        problem: env.t(title),
        issues: issues.map((issue) => ({ path: issue.path, message: env.t(issue.message) })),
        name: typed(raw, 'name'),
      };
      return html(<CalendarsPage env={env} calendars={calendars} refused={refused} />, { status });
    },
  }),
  route({
    method: 'POST',
    path: `${path}/:id/read`,
    auth: 'user',
    summary: 'Reads an external calendar now',
    limits: readLimits,
    params: byId,
    async handler(env: Env<'external-calendars'>, { params }) {
      await readAgain(env, params.id);
      return redirect(await saying(env, path, env.t('The calendar will be read in a moment.')));
    },
  }),
  route({
    method: 'GET',
    path: `${path}/:id/remove`,
    auth: 'user',
    summary: 'Asks before an external calendar is removed',
    params: byId,
    handler: async (env: Env<'external-calendars'>, { params }) =>
      html(<RemovePage env={env} calendar={await env.model('external.calendar').get(params.id)} />),
  }),
  route({
    method: 'POST',
    path: `${path}/:id/remove`,
    auth: 'user',
    summary: 'Removes an external calendar',
    params: byId,
    async handler(env: Env<'external-calendars'>, { params }) {
      await removeCalendar(env, params.id);
      return redirect(await saying(env, path, env.t('The calendar is removed.')));
    },
  }),
];
