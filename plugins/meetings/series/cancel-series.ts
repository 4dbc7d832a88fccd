import type { Env, Row } from '#core';
import { type SeriesScope, seriesCancelled, seriesStands } from '../contract.ts';
import { endDates } from './end-dates.ts';
import { changeSeries, lockDates } from './lock-series.ts';
import { endedBefore, storedRule } from './rule-ends.ts';

/** What becomes of a series whose dates from `cutFrom` on are no longer its own: it ends before them, or is off where nothing was before. */
export async function cutSeries(env: Env<'meetings'>, series: Row<'meetings', 'meeting.series'>, cutFrom: string, before: boolean): Promise<void> {
  const rule = before ? endedBefore(storedRule(series), cutFrom, series.timeZone) : series.rule;
  const state = before ? series.state : ('cancelled' as const);
  await changeSeries(env, series, { rule, state, complete: true, sequence: series.sequence + 1 }, 'cancel');
}

/** See `MeetingsService.cancelSeries`. What has been stays as it was. */
export function cancelSeries(
  env: Env<'meetings'>,
  { id, version, scope, reason }: { id: string; version: number; scope: SeriesScope; reason?: string },
): Promise<{ count: number }> {
  return env.tx(async () => {
    const { series, dates, cutFrom, before } = await lockDates(env, { id, version, scope, deed: 'cancel' });
    await cutSeries(env, series, cutFrom, before);
    await endDates(env, series.id, dates, reason?.trim() || null);
    if (series.state === 'confirmed') {
      if (before) await env.emit(seriesStands, { series: series.id, kind: 'update', removed: [] });
      else await env.emit(seriesCancelled, { series: series.id });
    }
    return { count: dates.length };
  });
}
