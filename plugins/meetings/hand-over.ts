import { AtriumError, type Env } from '#core';
import { moveConference } from './conference/move-conference.ts';
import type { Changed, SeriesScope } from './contract.ts';
import { asRemoved, meetingChanged, type Removed } from './events.ts';
import { change, lockMeeting } from './may-change.ts';
import { nextHost } from './next-host.ts';
import { refreshActivities } from './refresh-activities.ts';
import { takenOf } from './series/clash-dates.tsx';
import { handOverSeries } from './series/hand-over-series.ts';
import { standingClaims } from './standing-claims.ts';
import { storedClaims } from './stored-claims.ts';
import { takeClaims } from './take-claims.ts';

type HandOver = {
  id: string;
  version: number;
  host: string;
  /** The former host stays as somebody who must be there. */
  stay: boolean;
  /** Of a date of a series: which dates it is about; this one alone where missing. */
  scope?: SeriesScope;
  /** Of a series: dates by the rule that stay where they are. */
  skip?: readonly string[];
};

/**
 * Another host: claims of the two persons are swapped, the organizer of the invitation changes, everybody is told (SEQUENCE+1). The right to it is asked before the host
 * changes: who hands over a meeting that somebody else has made may lose it by that.
 */
export function handOver(env: Env<'meetings'>, { id, version, host, stay, scope, skip = [] }: HandOver): Promise<Changed> {
  if (scope) return handOverSeries(env, { id, version, host, stay, scope, skip });
  return env.tx(async () => {
    const meeting = await lockMeeting(env, id, version, ['draft', 'confirmed'], 'hand over');
    const next = await nextHost(env, host, meeting.host);
    const sequence = meeting.state === 'confirmed' ? meeting.sequence + 1 : meeting.sequence;
    await change(env, meeting, { sequence }, 'hand over');
    const changed = await env.model('meeting.event').update(id, { host });
    const attendees = env.model('meeting.attendee');
    const [former] = await attendees.find({ event: id, role: 'host' });
    let removed: Removed[] = [];
    if (former && stay) await attendees.update(former.id, { role: 'required' });
    else if (former) {
      await attendees.delete(former.id);
      removed = [asRemoved(former)];
    }
    const [there] = await attendees.find({ event: id, email: next.email });
    const asHost = { role: 'host', partstat: 'ACCEPTED', person: host } as const;
    if (there) await attendees.update(there.id, asHost);
    else await attendees.create({ event: id, name: next.name, email: next.email, timeZone: next.timeZone, language: next.language, ...asHost });
    let warnings: string[] = [];
    const standing = await standingClaims(env, id);
    // A draft that waits for a room holds its time too.
    if (meeting.state === 'confirmed' || meeting.origin === 'portal' || standing.expiresAt) {
      warnings = await takeClaims(env, id, await storedClaims(env, changed, standing));
      if (meeting.state === 'confirmed' || meeting.origin === 'portal') await refreshActivities(env, id);
    }
    if (meeting.state === 'confirmed') {
      await moveConference(env, id);
      await env.emit(meetingChanged, { meeting: id, significant: true, removed });
    }
    return { version: changed.version, warnings };
  });
}

type Held = { id: string; version: number; subject: string; series: string | null };

/** The dates of a refusal that are taken, by the rule. */
const takenDates = (error: AtriumError): string[] => takenOf(error).map(({ date }) => date);

/**
 * May be handed over in a row: what is refused is told, and the others go. A series of the former host goes as a whole; its dates on which the new host is taken stay.
 * @param whole the series that go with their dates
 */
export async function handOverAll(
  env: Env<'meetings'>,
  meetings: readonly Held[],
  whole: ReadonlySet<string>,
  host: string,
): Promise<{ done: number; refused: string[] }> {
  const refused: string[] = [];
  let done = 0;
  const tell = (subject: string, error: unknown): AtriumError => {
    if (!(error instanceof AtriumError) || error.status >= 500) throw error;
    refused.push(`${subject}: ${env.t(error.message as 'Choose a host who is active.')}`);
    return error;
  };
  const own = env.service('meetings');
  for (const [series, dates] of Map.groupBy(meetings, (one) => (one.series !== null && whole.has(one.series) ? one.series : null))) {
    if (series === null) {
      for (const { id, version, subject } of dates) {
        try {
          await own.handOver({ id, version, host, stay: false });
          done += 1;
        } catch (error) {
          tell(subject, error);
        }
      }
      continue;
    }
    const [first] = dates;
    if (!first) continue;
    const order = { id: first.id, version: first.version, host, stay: false, scope: 'all' as const };
    try {
      await own.handOver(order);
      done += dates.length;
    } catch (error) {
      const skip = takenDates(tell(first.subject, error));
      if (skip.length === 0 || skip.length >= dates.length) continue;
      await own.handOver({ ...order, skip });
      done += dates.length - skip.length;
    }
  }
  return { done, refused };
}
