import { z } from 'zod';
import { AtriumError, type Env, fail, formatRange, html, type Incoming, instantOf, isZone, json, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { undoable } from '../undo.ts';
import { backTo } from './calendar-address.ts';
import { CalendarBody, CalendarPage } from './calendar-page.tsx';
import { calendarRange, calendarViews } from './calendar-range.ts';
import { live } from './live.ts';
import { type MoveForm, MovePage } from './move-page.tsx';
import { inTheWay, lineOf } from './move-preview.ts';
import { readCalendar } from './read-calendar.ts';

const id = z.uuid();
const query = z.looseObject({ view: z.string().max(20).optional(), day: z.string().max(20).optional() });

/** Ids of a parameter that may come several times; what is no id is left out. */
export const idsOf = (env: Env, name: string): string[] => (env.request?.url.searchParams.getAll(name) ?? []).filter((value) => id.safeParse(value).success);

async function asked(env: Env<'meetings'>, { view, day }: { view?: string | undefined; day?: string | undefined }) {
  const range = calendarRange(env, calendarViews.find((one) => one === view) ?? 'week', day);
  return { range, data: await readCalendar(env, range, idsOf(env, 'with')) };
}

const wall = z.string().max(20);
const moveQuery = z.looseObject({
  meeting: id,
  version: z.string().max(12).default(''),
  start: wall.default(''),
  end: wall.default(''),
  tz: z.string().max(64).default(''),
  back: z.string().max(2_000).default(''),
  reason: z.string().max(500).default(''),
});
const previewQuery = z.looseObject({ meeting: id.optional(), start: wall, end: wall, tz: z.string().max(64) });

const instants = ({ start, end, tz }: { start: string; end: string; tz: string }): { start: Date; end: Date } | undefined => {
  if (!isZone(tz)) return undefined;
  const [from, to] = [instantOf(start, tz), instantOf(end, tz)];
  return from && to && from < to ? { start: from, end: to } : undefined;
};

async function movePage(env: Env<'meetings'>, form: MoveForm, problem?: string, status = 200) {
  const meeting = await env.model('meeting.event').get(form.meeting);
  const times = instants(form);
  const clashes = times ? await inTheWay(env, { meeting: form.meeting, rooms: [], ...times }) : undefined;
  const shown = { ...form, version: form.version || String(meeting.version), back: backTo(form.back) };
  return html(<MovePage env={env} meeting={meeting} form={shown} clashes={clashes} problem={problem} />, { status });
}

const formOf = (env: Env, { meeting, version, start, end, tz, back, reason }: z.output<typeof moveQuery>): MoveForm => ({
  meeting,
  version,
  start,
  end,
  tz: tz || env.preferences.timeZone,
  back,
  reason,
});

async function move(env: Env<'meetings'>, { body }: Incoming<unknown, unknown, z.output<typeof moveQuery>>) {
  const form = formOf(env, body);
  const times = instants(form);
  if (!times) return movePage(env, form, env.t('Choose an end after the start.'), 422);
  try {
    const { version } = await env.model('meeting.event').get(form.meeting);
    await env
      .service('meetings')
      .reschedule({ id: form.meeting, version: Number(form.version) || version, ...times, ...(form.reason ? { reason: form.reason } : {}) });
  } catch (error) {
    if (!(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
    // A newer version is shown anew: sent once more, the move is meant for that.
    return movePage(env, error.code === 'VERSION_CONFLICT' ? { ...form, version: '' } : form, env.t(error.message), error.status);
  }
  const back = backTo(form.back);
  const undo = `/app/meetings/${form.meeting}/undo?${new URLSearchParams({ back })}`;
  return redirect(await saying(env, back, env.t('The meeting was moved.'), (await undoable(env, form.meeting)) ? undo : undefined));
}

export const calendarRoutes = [
  route({
    method: 'GET',
    path: '/app/calendar',
    auth: 'user',
    summary: 'The calendar: day, week, month, list',
    query,
    handler: async (env: Env<'meetings'>, request) => html(<CalendarPage env={env} {...(await asked(env, request.query))} />),
  }),
  route({
    method: 'GET',
    path: '/app/calendar/live',
    auth: 'user',
    summary: 'The calendar’s inside, for a page that is open; 304 where nothing has changed',
    query,
    handler: async (env: Env<'meetings'>, request) => {
      const found = await asked(env, request.query);
      const { shown, open } = found.data;
      const state = live(env, request, [found.range.today, env.preferences.language, shown, open]);
      return 'same' in state ? state.same : html(<CalendarBody env={env} {...found} />, state);
    },
  }),
  route({
    method: 'GET',
    path: '/app/calendar/preview',
    auth: 'user',
    summary: 'What a meeting at that time would run into',
    query: previewQuery,
    handler: async (env: Env<'meetings'>, request) => {
      const times = instants(request.query);
      if (!times) throw fail('INPUT_INVALID', { issues: [{ path: 'end', message: env.t('Choose an end after the start.') }] });
      const { meeting } = request.query;
      const clashes = await inTheWay(env, { ...(meeting ? { meeting } : {}), rooms: idsOf(env, 'rooms'), ...times });
      return json({ when: formatRange(times.start, times.end, env.preferences.timeZone, env.preferences), clashes: clashes.map((one) => lineOf(env, one)) });
    },
  }),
  route({
    method: 'GET',
    path: '/app/calendar/move',
    auth: 'user',
    summary: 'The form for another time, with what is in the way',
    query: moveQuery,
    handler: async (env: Env<'meetings'>, request) => movePage(env, formOf(env, request.query)),
  }),
  route({
    method: 'POST',
    path: '/app/calendar/move',
    auth: 'user',
    summary: 'Moves a meeting',
    body: moveQuery,
    handler: move,
  }),
];
