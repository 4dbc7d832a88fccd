import { z } from 'zod';
import { AtriumError, addDays, civilDateOf, defineAction, type Env, formatCivilDate, type Row } from '#core';
import { seriesStands } from '../contract.ts';
import { details } from '../details.ts';
import { activeHost, settleDates, writeDates } from './make-series.ts';
import { planDates } from './plan-dates.ts';

/** A series is planned on when less than this lies ahead. */
const AHEAD_DAYS = 700;
const BATCH = 200;

const taken = z.object({ dates: z.array(z.object({ date: z.string() })) });

/** Plans a series on to the horizon, with the people and rooms of its last date that was not changed by hand. Dates that are taken are left out, and the host hears of it. */
async function extend(env: Env<'meetings'>, id: string, skip: readonly string[] = []): Promise<number> {
  return env.tx(async () => {
    const [series] = await env.model('meeting.series').lock({ id, state: 'confirmed', complete: false });
    if (!series) return 0;
    const [last] = await env.model('meeting.event').find({ series: id, state: { in: ['confirmed', 'done'] } }, { order: ['exception', '-start'], limit: 1 });
    const [template] = last ? await details(env, { ids: [last.id] }) : [];
    if (!template) return 0;
    const exdates = [...new Set([...series.exdates, ...skip])];
    const dates = planDates(env, { ...series, exdates, from: series.through });
    const host = await activeHost(env, series.host);
    const people = template.attendees.flatMap(({ person, role }) => (person && role !== 'host' ? [{ person, role }] : []));
    const guests = template.attendees.filter(({ person }) => person === null);
    const content = {
      ...template,
      notes: last?.notes ?? null,
      host: host.id,
      rooms: template.rooms.map((room) => room.id),
      virtualRoom: template.virtualRoom?.id ?? null,
      people,
      guests,
    };
    const made = dates.occurrences.length > 0 ? await writeDates(env, series, content, host, dates.occurrences, 'confirmed') : [];
    await env
      .model('meeting.series')
      .update(
        { id },
        { through: dates.through, complete: dates.complete, exdates, sequence: series.sequence + (skip.length > 0 ? 1 : 0), version: series.version + 1 },
      );
    await settleDates(env, id, made);
    if (skip.length > 0) {
      await tellHost(env, series, host, skip);
      await env.emit(seriesStands, { series: id, kind: 'update', removed: [] });
    }
    return made.length;
  });
}

async function tellHost(
  env: Env<'meetings'>,
  series: Row<'meetings', 'meeting.series'>,
  host: { id: string; language: string; timeZone: string; hour12: boolean },
  skip: readonly string[],
): Promise<void> {
  const own = env.withPreferences(host);
  const dates = skip.map((wall) => formatCivilDate(wall.slice(0, 10), own.preferences, 'medium')).join('; ');
  await env.service('activities').replace({
    model: 'meeting.series',
    record: series.id,
    kinds: ['series-taken'],
    activities: [
      {
        person: host.id,
        kind: 'series-taken',
        summary: own.t('“{subject}” could not be planned on every date', { subject: series.subject }),
        note: own.t('These dates were taken and are left out: {dates}', { dates }),
        due: civilDateOf(env.now(), host.timeZone),
        link: `/app/meetings/series/${series.id}`,
      },
    ],
  });
}

/** Two years lie ahead of every series that goes on. */
export const extendSeries = defineAction({
  name: 'meeting.extend-series',
  title: 'Plan series further',
  expression: '20 3 * * *',
  catchUp: 'one',
  run: async (env: Env<'meetings'>, { progress, signal }) => {
    const before = addDays(civilDateOf(env.now(), 'UTC'), AHEAD_DAYS);
    const due = await env
      .model('meeting.series')
      .pick({ state: 'confirmed', complete: false, through: { lt: before } }, ['subject'], { order: ['through'], limit: BATCH });
    let count = 0;
    for (const [index, { id }] of due.entries()) {
      if (signal.aborted) break;
      try {
        count += await extend(env, id);
      } catch (error) {
        if (!(error instanceof AtriumError)) throw error;
        if (error.code === 'MEETING_CLASH')
          count += await extend(
            env,
            id,
            taken.parse(error.extra).dates.map(({ date }) => date),
          );
        else env.log.warn({ series: id, code: error.code }, 'a series could not be planned further');
      }
      await progress(index + 1, due.length);
    }
    return { count };
  },
});
