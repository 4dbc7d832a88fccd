import type { Env, Row } from '#core';
import { cutSeries } from './cancel-series.ts';
import { writerOf } from './make-series.ts';
import { ruleFrom } from './match-dates.ts';

/** These dates of a series, the first of them at `cutFrom`, become a series of their own under the same rule; the old one ends before them. */
export async function splitSeries(
  env: Env<'meetings'>,
  old: Row<'meetings', 'meeting.series'>,
  dates: readonly string[],
  cutFrom: string,
): Promise<Row<'meetings', 'meeting.series'>> {
  const { subject, host, creator, timeZone, minutes, exdates, state, through, complete } = old;
  await cutSeries(env, old, cutFrom, true);
  const id = env.id();
  const series = await writerOf(env)
    .model('meeting.series')
    .create({
      ...{ id, subject, host, creator, timeZone, minutes, state, through, complete },
      rule: ruleFrom(old, old.rule, cutFrom),
      wallStart: cutFrom,
      exdates: exdates.filter((wall) => wall >= cutFrom),
      uid: `${id}@${new URL(env.baseUrl).hostname}`,
    });
  await env.model('meeting.event').update({ id: { in: [...dates] } }, { series: id });
  return series;
}
