import type { ActionTimes } from '#core';
import type { Report } from '../report.ts';

/** An action that is this late was missed: nobody runs them, or it waits behind a long one. */
const LATE_MS = 10 * 60_000;

/** Runs of scheduled actions, those that failed, those that are late now, and jobs that gave up. */
export const actionsReport: Report = {
  name: 'actions',
  icon: 'alarm-clock',
  title: (env) => env.t('Scheduled actions'),
  help: (env) => env.t('Runs of scheduled actions, how long they took, which failed, and what is late now.'),
  load: async (env, period) => {
    const runs = await env.figures.actions(period);
    const before = await env.figures.actions(period.before);
    const overview = await env.jobs.actions();
    const dead = await env.jobs.dead(1_000);
    const late = overview.filter(({ active, running, nextRun }) => active && !running && nextRun.getTime() < env.now().getTime() - LATE_MS);
    const sum = (rows: readonly ActionTimes[], pick: (row: ActionTimes) => number): number => rows.reduce((all, row) => all + pick(row), 0);
    return {
      figures: [
        { label: env.t('Runs'), kind: 'count', value: sum(runs, (one) => one.runs), before: sum(before, (one) => one.runs) },
        { label: env.t('Failed runs'), kind: 'count', value: sum(runs, (one) => one.failed), before: sum(before, (one) => one.failed) },
        { label: env.t('Late now'), kind: 'count', value: late.length },
        { label: env.t('Jobs that gave up'), kind: 'count', value: dead.length },
      ],
      parts: [
        {
          name: 'late',
          title: env.t('Missed actions'),
          help: env.t('Their time was more than ten minutes ago, and they have not begun.'),
          columns: [
            { label: env.t('Action'), kind: 'text' },
            { label: env.t('Should have run'), kind: 'instant' },
          ],
          rows: late.map(({ title, nextRun }) => [env.t(title), nextRun]),
          empty: env.t('No action is late.'),
        },
        {
          name: 'runs',
          title: env.t('Runs by action'),
          columns: [
            { label: env.t('Action'), kind: 'text' },
            { label: env.t('Runs'), kind: 'count' },
            { label: env.t('Failed runs'), kind: 'count' },
            { label: env.t('Median'), kind: 'ms' },
            { label: env.t('95th percentile'), kind: 'ms' },
            { label: env.t('Longest'), kind: 'ms' },
          ],
          rows: runs.map(({ title, runs: count, failed, median, p95, longest }) => [env.t(title), count, failed, median, p95, longest]),
          empty: env.t('No action ran in this period.'),
        },
      ],
    };
  },
};
