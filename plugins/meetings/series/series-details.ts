import { type Env, instantOf } from '#core';
import type { SeriesDetails } from '../contract.ts';
import { details } from '../details.ts';
import { expandRule } from './expand-rule.ts';
import { storedRule } from './rule-ends.ts';

const MOST = 5_000;

/** See `MeetingsService.seriesDetails`. Dates by the rule that have no standing meeting are the EXDATEs, whatever took them away. */
export async function seriesDetails(env: Env<'meetings'>, { id }: { id: string }): Promise<SeriesDetails | null> {
  const [series] = await env.model('meeting.series').find({ id });
  if (!series) return null;
  const wanted = series.state === 'confirmed' ? (['confirmed', 'done'] as const) : series.state === 'draft' ? (['draft'] as const) : (['cancelled'] as const);
  const events = await env.model('meeting.event').pick({ series: id, state: { in: [...wanted] } }, ['recurrence', 'exception', 'end'], { order: ['start'] });
  const found = new Map((await details(env, { ids: events.map((event) => event.id) })).map((meeting) => [meeting.id, meeting]));
  const standing = new Set(events.map(({ recurrence }) => recurrence));
  const { occurrences } = expandRule(storedRule(series), series.wallStart, series.timeZone, { before: series.through, most: MOST });
  const start = instantOf(series.wallStart, series.timeZone) ?? series.createdAt;
  const end = new Date(start.getTime() + series.minutes * 60_000);
  return {
    id,
    uid: series.uid,
    sequence: series.sequence,
    version: series.version,
    state: series.state,
    rule: series.rule,
    timeZone: series.timeZone,
    wallStart: series.wallStart,
    minutes: series.minutes,
    start,
    end,
    exdates: occurrences.filter(({ wall }) => !standing.has(wall)).map((occurrence) => occurrence.start),
    lastEnd: new Date(Math.max(end.getTime(), ...events.map((event) => event.end.getTime()), ...occurrences.slice(-1).map((last) => last.start.getTime()))),
    meetings: events.flatMap(({ id: event, exception, recurrence }) => {
      const meeting = found.get(event);
      return meeting ? [{ ...meeting, exception, ruleStart: recurrence ? (instantOf(recurrence, series.timeZone) ?? null) : null }] : [];
    }),
  };
}
