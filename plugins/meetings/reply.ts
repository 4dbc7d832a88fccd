import { AtriumError, type DomainFor, type Env, fail, type Row, wallOf } from '#core';
import { answerCounts } from './answer-counts.ts';
import { type Answer, applyAnswer } from './apply-answer.ts';
import { askedSince } from './conference/link-mark.ts';
import { meetingAnswered } from './contract.ts';
import { fault } from './faults.ts';

/** An answer from outside, by a signed link or a mail (RFC 5546 §3.2.3). */
export type Reply = {
  /** Of a meeting, or of a series for all its dates. */
  uid: string;
  /** Which date of a series; unless given all that are to come. */
  recurrenceId?: Date;
  /** Whoever answers, as invited. */
  email: string;
  answer: Answer;
  /** The state of the meeting that it answers. */
  sequence: number;
  /** When it was given. */
  at: Date;
  note?: string;
};

/**
 * `done`; `same`: it stood so already. Not done: `unknown` (no such meeting), `uninvited`, `host`, `off` (not confirmed), `over`, `older` (the meeting or a later answer
 * overtook it), `taken` (the own time is taken by something else now).
 */
export type ReplyOutcome = 'done' | 'same' | 'unknown' | 'uninvited' | 'host' | 'off' | 'over' | 'older' | 'taken';

type Event = Row<'meetings', 'meeting.event'>;
type Attendee = Row<'meetings', 'meeting.attendee'>;

/** For plugins alone: an attendee answers without being signed in. Nothing is written unless the outcome is `done` or `same`. */
export async function reply(env: Env<'meetings'>, given: Reply): Promise<{ outcome: ReplyOutcome; meeting?: string }> {
  if (env.caller.kind === 'user') throw fail('ACCESS_DENIED');
  const [series] = await env.model('meeting.series').find({ uid: given.uid });
  const recurrence = series && given.recurrenceId ? wallOf(given.recurrenceId, series.timeZone) : undefined;
  const where = series ? (recurrence ? { series: series.id, recurrence } : undefined) : { uid: given.uid };
  try {
    return await env.tx(async () => {
      if (series && !where) return replyToSeries(env, series, given);
      const [event] = await env.model('meeting.event').lock(where ?? { uid: given.uid });
      return event ? replyToMeeting(env, event, given) : { outcome: 'unknown' as const };
    });
  } catch (error) {
    if (error instanceof AtriumError && error.code === 'MEETING_CLASH') return { outcome: 'taken' };
    throw error;
  }
}

async function replyToMeeting(env: Env<'meetings'>, event: Event, given: Reply): Promise<{ outcome: ReplyOutcome; meeting: string }> {
  const meeting = event.id;
  const [attendee] = await env.model('meeting.attendee').find({ event: meeting, email: given.email.toLowerCase() });
  if (!attendee) return { meeting, outcome: 'uninvited' };
  if (event.state !== 'confirmed') return { meeting, outcome: event.state === 'done' ? 'over' : 'off' };
  if (event.end <= env.now()) return { meeting, outcome: 'over' };
  if (attendee.role === 'host') return { meeting, outcome: 'host' };
  if (!answerCounts({ ...attendee, sequence: await askedSinceOf(env, given.sequence, event.sequence, { event: meeting }) }, given))
    return { meeting, outcome: 'older' };
  await applyAnswer(env, event, attendee, given.answer, markOf(given));
  return { meeting, outcome: attendee.partstat === given.answer ? 'same' : 'done' };
}

/** Who answers an older state has answered this one, where only the link is another since. */
async function askedSinceOf(env: Env<'meetings'>, answered: number, sequence: number, links: DomainFor<'meetings', 'meeting.conference'>): Promise<number> {
  if (answered >= sequence) return sequence;
  const [link] = await env.model('meeting.conference').pick(links, ['linkOnly'], { order: ['createdAt'], limit: 1 });
  return askedSince(link?.linkOnly, sequence);
}

const markOf = ({ sequence, at, note }: Reply) => ({ answeredSequence: sequence, answeredAt: at, answerNote: note?.slice(0, 500) || null });

/** For all dates to come that were not changed by hand, in as many statements for two as for two hundred. */
async function replyToSeries(
  env: Env<'meetings'>,
  series: Row<'meetings', 'meeting.series'>,
  given: Reply,
): Promise<{ outcome: ReplyOutcome; meeting?: string }> {
  if (series.state !== 'confirmed') return { outcome: 'off' };
  const sequence = await askedSinceOf(env, given.sequence, series.sequence, { event: { where: { series: series.id } } });
  if (given.sequence < sequence) return { outcome: 'older' };
  const events = await env.model('meeting.event').lock({ series: series.id, exception: false, state: 'confirmed', end: { gt: env.now() } });
  const byId = new Map(events.map((event) => [event.id, event]));
  const [first] = [...events].sort((a, b) => a.start.getTime() - b.start.getTime());
  if (!first) return { outcome: 'over' };
  const attendees = await env.model('meeting.attendee').find({ event: { in: [...byId.keys()] }, email: given.email.toLowerCase() });
  const [one] = attendees;
  if (!one) return { outcome: 'uninvited' };
  if (one.role === 'host') return { outcome: 'host', meeting: first.id };
  const counting = attendees.filter((attendee) => answerCounts({ ...attendee, sequence }, given));
  if (counting.length === 0) return { outcome: 'older', meeting: first.id };
  const changed = counting.filter(({ partstat }) => partstat !== given.answer);
  await env.model('meeting.attendee').update({ id: { in: counting.map(({ id }) => id) } }, { partstat: given.answer, ...markOf(given) });
  await moveClaims(env, changed, byId, given.answer);
  if (changed.length === 0) return { outcome: 'same', meeting: first.id };
  const told = changed.find(({ event }) => event === first.id) ?? changed[0];
  if (told) await env.emit(meetingAnswered, { meeting: told.event, attendee: told.id, answer: given.answer });
  return { outcome: 'done', meeting: first.id };
}

async function moveClaims(env: Env<'meetings'>, attendees: readonly Attendee[], events: ReadonlyMap<string, Event>, answer: Answer): Promise<void> {
  const required = attendees.filter(({ role, person }) => role === 'required' && person !== null);
  const sourceOf = ({ event }: Attendee) => ({ model: 'meeting.event', record: event });
  const resourceOf = ({ person }: Attendee) => ({ kind: 'person', id: person ?? '' });
  if (answer === 'DECLINED') {
    if (required.length > 0)
      await env.service('calendar').releaseSome({ claims: required.map((one) => ({ source: sourceOf(one), resource: resourceOf(one) })) });
    return;
  }
  const back = required.filter(({ partstat }) => partstat === 'DECLINED');
  if (back.length === 0) return;
  const clashes = await env.service('calendar').claimMany({
    bookings: back.flatMap((one) => {
      const event = events.get(one.event);
      return event ? [{ source: sourceOf(one), claims: [{ ...resourceOf(one), during: { start: event.start, end: event.end } }] }] : [];
    }),
  });
  if (clashes > 0) throw fault('MEETING_CLASH');
}
