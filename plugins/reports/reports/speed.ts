import type { Times } from '#core';
import { placesOf } from '../period.ts';
import { type Cell, type Column, placeColumn, type Report } from '../report.ts';

const SLOW_P95_MS = 1_000;
const MOST_ROUTES = 100;

/** How long pages took on the server. */
export const speedReport: Report = {
  name: 'speed',
  icon: 'gauge',
  title: (env) => env.t('Speed of pages'),
  help: (env) =>
    env.t('How long pages took on the server, true to about a tenth. Half of all were faster than the median, 95 of 100 faster than the 95th percentile.'),
  load: async (env, period) => {
    const now = await env.figures.pages(period);
    const before = await env.figures.pages(period.before);
    const over = await env.figures.pagesEvery(period);
    const columns = (first: Column): Column[] => [
      first,
      { label: env.t('Requests'), kind: 'count' },
      { label: env.t('Median'), kind: 'ms' },
      { label: env.t('95th percentile'), kind: 'ms' },
      { label: env.t('A second or longer'), kind: 'count' },
    ];
    const cells = (first: string, times: Times | undefined): Cell[] => [first, times?.count ?? 0, times?.median ?? null, times?.p95 ?? null, times?.slow ?? 0];
    const page: Column = { label: env.t('Page'), kind: 'text' };
    return {
      figures: [
        { label: env.t('Median'), kind: 'ms', value: now.all.median, before: before.all.median },
        { label: env.t('95th percentile'), kind: 'ms', value: now.all.p95, before: before.all.p95 },
        { label: env.t('Requests'), kind: 'count', value: now.all.count, before: before.all.count },
        { label: env.t('A second or longer'), kind: 'count', value: now.all.slow, before: before.all.slow },
      ],
      parts: [
        {
          name: 'time',
          title: env.t('95th percentile over time'),
          columns: columns(placeColumn(env, period)),
          rows: placesOf(period).map((place) =>
            cells(
              place,
              over.find(({ start }) => start === place),
            ),
          ),
          chart: { type: 'line', column: 3 },
          empty: env.t('No page was counted in this period.'),
        },
        {
          name: 'slow',
          title: env.t('Slow pages'),
          help: env.t('Pages whose 95th percentile is a second or longer.'),
          columns: columns(page),
          rows: now.routes
            .filter(({ p95 }) => (p95 ?? 0) >= SLOW_P95_MS)
            .slice(0, MOST_ROUTES)
            .map((times) => cells(times.route, times)),
          empty: env.t('No page is slow.'),
        },
        {
          name: 'pages',
          title: env.t('By page'),
          columns: columns(page),
          rows: now.routes.slice(0, MOST_ROUTES).map((times) => cells(times.route, times)),
          empty: env.t('No page was counted in this period.'),
        },
      ],
    };
  },
};
