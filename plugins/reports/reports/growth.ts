import { addDays, civilDateOf, daysBetween, type Env } from '#core';
import { forecast, LEAST_DAYS } from '../forecast.ts';
import { placesOf } from '../period.ts';
import { placeColumn, type Report } from '../report.ts';

const YEAR = 365;
/** The forecast looks back so far. */
const BASIS_DAYS = 90;
const MONTH_DAYS = 30;

/** How large the database and its files are, where that grows, and how large it will be in a year if it goes on like that. */
export const growthReport: Report = {
  name: 'growth',
  icon: 'database',
  title: (env) => env.t('Database and files'),
  help: (env) => env.t('How large the data is, measured every night, and where a straight line through the last 90 days leads in a year.'),
  load: async (env: Env<'reports'>, period) => {
    const sizes = env.model('reports.size');
    const today = civilDateOf(env.now(), (await env.service('base').workspace({})).timeZone);
    const basis = addDays(today, -BASIS_DAYS);
    const earliest = [basis, period.before.first].sort()[0] ?? basis;
    const rows = await sizes.pick({ part: { in: ['database', 'files'] }, day: { gte: earliest } }, ['day', 'part', 'kilobytes'], { order: ['day'] });
    const of = (part: string) => rows.filter((row) => row.part === part);
    const upTo = (part: string, day: string): number | null => of(part).findLast((row) => row.day <= day)?.kilobytes ?? null;
    const within = of('database').filter(({ day }) => day >= period.first && day <= period.last);
    const [opening, closing] = [within[0]?.day, within.at(-1)?.day];
    const byPlugin = await sizes.pick({ part: { like: 'plugin:' }, day: { in: [opening ?? today, closing ?? today] } }, ['day', 'part', 'kilobytes'], {
      order: ['-kilobytes'],
    });
    const ahead = (part: string) =>
      forecast(
        of(part)
          .filter(({ day }) => day >= basis)
          .map(({ day, kilobytes }) => ({ day: daysBetween(today, day), value: kilobytes })),
        YEAR,
      );
    const line = ahead('database');
    const known = of('database').at(-1);
    return {
      figures: [
        { label: env.t('Database'), kind: 'kilobytes', value: upTo('database', period.last), before: upTo('database', period.before.last) },
        { label: env.t('Of that files'), kind: 'kilobytes', value: upTo('files', period.last), before: upTo('files', period.before.last) },
        { label: env.t('Growth in 30 days'), kind: 'kilobytes', value: line ? line.perDay * MONTH_DAYS : null },
        { label: env.t('Database in a year'), kind: 'kilobytes', value: line?.value ?? null },
        { label: env.t('Files in a year'), kind: 'kilobytes', value: ahead('files')?.value ?? null },
      ],
      parts: [
        {
          name: 'time',
          title: env.t('Size over time'),
          ...(line ? {} : { help: env.t('A forecast needs {days} measured days.', { days: LEAST_DAYS }) }),
          columns: [placeColumn(env, period), { label: env.t('Database'), kind: 'kilobytes' }, { label: env.t('Of that files'), kind: 'kilobytes' }],
          rows: placesOf(period).flatMap((place, index, all) => {
            const last = all[index + 1] === undefined ? period.last : addDays(all[index + 1] ?? period.last, -1);
            return known && of('database').some(({ day }) => day >= place && day <= last) ? [[place, upTo('database', last), upTo('files', last)]] : [];
          }),
          chart: { type: 'line', column: 1 },
          empty: env.t('Nothing was measured in this period.'),
        },
        {
          name: 'forecast',
          title: env.t('Forecast for a year'),
          columns: [
            { label: env.t('On'), kind: 'day' },
            { label: env.t('Database'), kind: 'kilobytes' },
          ],
          rows:
            line && known
              ? [0, 3, 6, 9, 12].map((months) => {
                  const days = Math.round((months / 12) * YEAR);
                  return [addDays(today, days), months === 0 ? known.kilobytes : Math.max(0, line.value - line.perDay * (YEAR - days))];
                })
              : [],
          chart: { type: 'line', column: 1 },
          empty: env.t('A forecast needs {days} measured days.', { days: LEAST_DAYS }),
        },
        {
          name: 'apps',
          title: env.t('By app'),
          columns: [
            { label: env.t('App'), kind: 'text' },
            { label: env.t('Size'), kind: 'kilobytes' },
            { label: env.t('Growth in the period'), kind: 'kilobytes' },
          ],
          rows: byPlugin
            .filter(({ day }) => day === closing)
            .map(({ part, kilobytes }) => [
              part.slice('plugin:'.length),
              kilobytes,
              kilobytes - (byPlugin.find((one) => one.part === part && one.day === opening)?.kilobytes ?? 0),
            ]),
          empty: env.t('Nothing was measured in this period.'),
        },
      ],
    };
  },
};
