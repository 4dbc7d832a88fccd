import { placesOf } from '../period.ts';
import { during, placeColumn, placing, type Report, share, total } from '../report.ts';

/** Conference links: which providers made them, how often they failed, and how near their daily limits came. */
export const providersReport: Report = {
  name: 'providers',
  icon: 'video',
  title: (env) => env.t('Video providers'),
  help: (env) => env.t('Links that providers made for meetings, where they failed, and how many calls that took.'),
  load: async (env, period) => {
    const links = env.model('meeting.conference');
    const states = await links.group({ createdAt: during(period) }, ['provider', 'state'], { sum: ['attempts'] });
    const days = await links.group({ createdAt: during(period) }, ['provider', 'createdAt'], {
      sum: ['attempts'],
      every: { createdAt: 'day' },
      ...placing(period),
    });
    const places = await links.group({ createdAt: during(period), state: 'failed' }, ['createdAt'], { every: { createdAt: period.every }, ...placing(period) });
    const problems = await links.group({ createdAt: during(period), problem: { ne: null } }, ['provider', 'problem'], { limit: 50 });
    const before = await links.group({ createdAt: during(period.before) }, ['state'], { sum: ['attempts'] });
    const known = env.implementations('meeting.provider');
    const failed = (rows: readonly { state: string; count: number }[]): number => total(rows.filter(({ state }) => state === 'failed'));
    const tries = (rows: readonly { sum: Record<string, number> }[]): number => rows.reduce((sum, row) => sum + (row.sum.attempts ?? 0), 0);
    const names = [...new Set([...states.map(({ provider }) => provider), ...known.keys()])].sort();
    const titleOf = (name: string): string => known.get(name)?.title ?? name;
    return {
      figures: [
        { label: env.t('Links'), kind: 'count', value: total(states), before: total(before) },
        { label: env.t('Failed'), kind: 'count', value: failed(states), before: failed(before) },
        { label: env.t('Share failed'), kind: 'percent', value: share(failed(states), total(states)), before: share(failed(before), total(before)) },
        { label: env.t('Calls'), kind: 'count', value: tries(states), before: tries(before) },
      ],
      parts: [
        {
          name: 'providers',
          title: env.t('By provider'),
          help: env.t('The limit is what the provider allows for one host and day, where it says so.'),
          columns: [
            { label: env.t('Provider'), kind: 'text' },
            { label: env.t('Links'), kind: 'count' },
            { label: env.t('Failed'), kind: 'count' },
            { label: env.t('Calls'), kind: 'count' },
            { label: env.t('Calls on the busiest day'), kind: 'count' },
            { label: env.t('Daily limit of a host'), kind: 'count' },
          ],
          rows: names.map((name) => {
            const own = states.filter(({ provider }) => provider === name);
            const most = Math.max(0, ...days.filter(({ provider }) => provider === name).map(({ sum }) => sum.attempts ?? 0));
            return [titleOf(name), total(own), failed(own), tries(own), most, known.get(name)?.capabilities.limits.writesPerHostPerDay ?? null];
          }),
          empty: env.t('No provider is there.'),
        },
        {
          name: 'failed',
          title: env.t('Failed links over time'),
          columns: [placeColumn(env, period), { label: env.t('Failed'), kind: 'count' }],
          rows: placesOf(period).map((place) => [place, total(places.filter(({ createdAt }) => createdAt === place))]),
          chart: { type: 'bar', column: 1 },
          empty: env.t('No link failed in this period.'),
        },
        {
          name: 'problems',
          title: env.t('What providers answered'),
          columns: [
            { label: env.t('Provider'), kind: 'text' },
            { label: env.t('Problem'), kind: 'text' },
            { label: env.t('Links'), kind: 'count' },
          ],
          rows: problems.map(({ provider, problem, count }) => [titleOf(provider), problem, count]),
          empty: env.t('No link failed in this period.'),
        },
      ],
    };
  },
};
