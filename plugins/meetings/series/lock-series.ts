import { AtriumError, type Env, fail, type Row, type Update } from '#core';
import { type Deed, lockMeeting, notYours } from '../may-change.ts';
import { writerOf } from './make-series.ts';

type Series = Row<'meetings', 'meeting.series'>;
type Meeting = Row<'meetings', 'meeting.event'>;

/** Reads a series for a change and locks it. @throws NOT_FOUND, VERSION_CONFLICT, MEETING_NOT_YOURS */
export async function lockSeries(env: Env<'meetings'>, id: string, version: number | undefined, deed: Deed): Promise<Series> {
  const readable = env.caller.kind !== 'user' || (await env.asCaller().model('meeting.series').count({ id })) > 0;
  const [series] = await env.model('meeting.series').lock({ id });
  if (!series) throw fail('NOT_FOUND');
  if (!readable) throw notYours(env, deed);
  if (version !== undefined && series.version !== version) throw fail('VERSION_CONFLICT', { extra: { version: series.version } });
  return series;
}

/** Writes the change as the caller: host, creator or manager. Raises `version`. @throws MEETING_NOT_YOURS */
export async function changeSeries(env: Env<'meetings'>, series: Series, values: Update<'meetings', 'meeting.series'>, deed: Deed): Promise<Series> {
  try {
    const [changed] = await writerOf(env)
      .model('meeting.series')
      .update({ id: series.id, version: series.version }, { ...values, version: series.version + 1 });
    if (changed) return changed;
  } catch (error) {
    if (!(error instanceof AtriumError) || error.code !== 'ACCESS_DENIED') throw error;
  }
  throw notYours(env, deed);
}

/** The dates that a change from this one on is about: live ones from it on, or all that are not over. */
export async function lockDates(
  env: Env<'meetings'>,
  { id, version, scope, deed }: { id: string; version: number; scope: 'following' | 'all'; deed: Deed },
): Promise<{ meeting: Meeting; series: Series; dates: Meeting[]; cutFrom: string; before: boolean }> {
  const meeting = await lockMeeting(env, id, version, ['draft', 'confirmed'], deed);
  if (!meeting.series || !meeting.recurrence) throw fail('INPUT_INVALID', { issues: [{ path: 'scope', message: env.t('This meeting does not repeat.') }] });
  const series = await lockSeries(env, meeting.series, undefined, deed);
  const live = await env.model('meeting.event').lock({ series: series.id, state: { in: ['draft', 'confirmed'] } });
  const from = meeting.recurrence;
  const now = env.now();
  const dates = live
    .filter((date) => date.recurrence !== null && (scope === 'following' ? date.recurrence >= from : date.end > now))
    .sort((a, b) => ((a.recurrence ?? '') < (b.recurrence ?? '') ? -1 : 1));
  const cutFrom = dates[0]?.recurrence ?? from;
  const earlier = { series: series.id, state: { ne: 'cancelled' }, recurrence: { lt: cutFrom } };
  return { meeting, series, dates, cutFrom, before: (await env.model('meeting.event').count(earlier)) > 0 };
}
