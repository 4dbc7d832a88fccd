import { addDays, type Env, fail } from '#core';
import type { SeriesPlan } from '../contract.ts';
import { fault } from '../faults.ts';
import { change, lockMeeting } from '../may-change.ts';
import { writerOf } from './make-series.ts';
import { reviseSeries } from './revise-series.ts';

/** A rule with one date: what a single meeting is. */
const ONCE = 'FREQ=DAILY;COUNT=1';

/**
 * See `MeetingsService.repeat`. The meeting becomes the first date of a series of one, which is then changed like any other: it keeps its UID, so that the entry in everybody's
 * calendar begins to repeat instead of standing beside a second one.
 */
export function repeatMeeting(env: Env<'meetings'>, plan: SeriesPlan & { id: string; version: number }): Promise<{ series: string; meetings: string[] }> {
  return env.tx(async () => {
    const meeting = await lockMeeting(env, plan.id, plan.version, ['draft', 'confirmed'], 'change');
    const refuse = (message: string) => fail('INPUT_INVALID', { issues: [{ path: 'repeat', message }] });
    if (meeting.series) throw refuse(env.t('This meeting repeats already.'));
    if (meeting.origin === 'portal') throw refuse(env.t('A guest’s booking does not repeat. Plan a series of its own.'));
    if (meeting.end <= env.now()) throw fault('MEETING_STATE', { detail: env.t('This time is over. Choose a new one first.') });
    const wallStart = meeting.wallStart.slice(0, 16);
    const { id: series } = await writerOf(env)
      .model('meeting.series')
      .create({
        subject: meeting.subject,
        host: meeting.host,
        creator: meeting.creator,
        rule: ONCE,
        timeZone: meeting.timeZone,
        wallStart,
        minutes: Math.round((meeting.end.getTime() - meeting.start.getTime()) / 60_000),
        state: meeting.state === 'confirmed' ? 'confirmed' : 'draft',
        through: addDays(wallStart.slice(0, 10), 1),
        complete: true,
        uid: meeting.uid,
        sequence: meeting.sequence,
      });
    const { version } = await change(env, meeting, { series, recurrence: wallStart }, 'change');
    return reviseSeries(env, { ...plan, version, scope: 'all' });
  });
}
