import { civilDateOf, defineAction, type Env } from '#core';

const KEEP_DAYS = 1_200;
const DAY_MS = 86_400_000;

/** Measures the database, its files and every app's tables once a night; a second run on a day takes the place of the first. */
export const takeSizes = defineAction({
  name: 'reports.take-sizes',
  title: 'Measure the size of the data',
  expression: '30 2 * * *',
  catchUp: 'one',
  run: async (env: Env<'reports'>) => {
    const { timeZone } = await env.service('base').workspace({});
    const day = civilDateOf(env.now(), timeZone);
    const { database, files, plugins } = await env.figures.sizes();
    const kilobytes = (bytes: number): number => Math.min(2_147_483_647, Math.round(bytes / 1024));
    const rows = [
      { day, part: 'database', kilobytes: kilobytes(database) },
      { day, part: 'files', kilobytes: kilobytes(files) },
      ...plugins.map(({ plugin, bytes }) => ({ day, part: `plugin:${plugin}`, kilobytes: kilobytes(bytes) })),
    ];
    await env.tx(async () => {
      const sizes = env.model('reports.size');
      await sizes.delete({ $or: [{ day }, { day: { lt: civilDateOf(new Date(env.now().getTime() - KEEP_DAYS * DAY_MS), timeZone) } }] });
      await sizes.create(rows);
    });
    return { count: rows.length };
  },
});
