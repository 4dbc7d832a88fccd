import { placesOf } from '../period.ts';
import { during, placeColumn, placing, type Report, share, total } from '../report.ts';

/** Mails written in the period, and those that could not be sent. */
export const mailsReport: Report = {
  name: 'mails',
  icon: 'mail',
  title: (env) => env.t('Mails'),
  help: (env) => env.t('Mails written in the period, and those that could not be sent.'),
  load: async (env, period) => {
    const mails = env.model('mail.message');
    const states = await mails.group({ createdAt: during(period) }, ['createdAt', 'state'], { every: { createdAt: period.every }, ...placing(period) });
    const before = await mails.group({ createdAt: during(period.before) }, ['state']);
    const kinds = await mails.group({ createdAt: during(period) }, ['kind', 'state'], { limit: 1_000 });
    const problems = await mails.group({ createdAt: during(period), state: 'failed' }, ['problem'], { limit: 50 });
    const of = (rows: readonly { state: string; count: number }[], state: string): number => total(rows.filter((row) => row.state === state));
    return {
      figures: [
        { label: env.t('Mails'), kind: 'count', value: total(states), before: total(before) },
        { label: env.t('Sent'), kind: 'count', value: of(states, 'sent'), before: of(before, 'sent') },
        { label: env.t('Failed mails'), kind: 'count', value: of(states, 'failed'), before: of(before, 'failed') },
        {
          label: env.t('Share failed'),
          kind: 'percent',
          value: share(of(states, 'failed'), total(states)),
          before: share(of(before, 'failed'), total(before)),
        },
      ],
      parts: [
        {
          name: 'time',
          title: env.t('Mails over time'),
          columns: [
            placeColumn(env, period),
            { label: env.t('Mails'), kind: 'count' },
            { label: env.t('Sent'), kind: 'count' },
            { label: env.t('Failed mails'), kind: 'count' },
          ],
          rows: placesOf(period).map((place) => {
            const here = states.filter(({ createdAt }) => createdAt === place);
            return [place, total(here), of(here, 'sent'), of(here, 'failed')];
          }),
          chart: { type: 'bar', column: 1 },
          empty: env.t('No mail was written in this period.'),
        },
        {
          name: 'kinds',
          title: env.t('By kind'),
          columns: [
            { label: env.t('Kind'), kind: 'text' },
            { label: env.t('Mails'), kind: 'count' },
            { label: env.t('Failed mails'), kind: 'count' },
          ],
          rows: [...new Set(kinds.map(({ kind }) => kind))].map((kind) => {
            const here = kinds.filter((one) => one.kind === kind);
            return [kind, total(here), of(here, 'failed')];
          }),
          empty: env.t('No mail was written in this period.'),
        },
        {
          name: 'problems',
          title: env.t('Why mails failed'),
          columns: [
            { label: env.t('Problem'), kind: 'text' },
            { label: env.t('Failed mails'), kind: 'count' },
          ],
          rows: problems.map(({ problem, count }) => [problem, count]),
          empty: env.t('No mail failed in this period.'),
        },
      ],
    };
  },
};
