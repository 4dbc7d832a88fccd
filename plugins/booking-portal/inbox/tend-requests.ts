import { AtriumError, civilDateOf, defineAction, type Env, formatRange } from '#core';
import { forReader } from '../../base/contract.ts';
import type { MeetingDetails } from '../../meetings/contract.ts';

type PortalEnv = Env<'booking-portal'>;

/** In one run; the next one takes the rest. */
const MOST = 200;
export const WAITING = 'booking-waiting';
export const NEWS = 'booking-news';

/** The host of a meeting, and an env in the host's own language and zone. */
async function hostOf(env: PortalEnv, meeting: MeetingDetails) {
  const [host] = await env.service('base').people({ ids: [meeting.host.id] });
  return host?.active ? { host, own: forReader(env, host) } : undefined;
}

/** An activity for whoever hosts a meeting, in place of what was said before. */
export async function tellHost(
  env: PortalEnv,
  meeting: MeetingDetails,
  kind: typeof WAITING | typeof NEWS,
  words: (own: PortalEnv, guest: string) => { summary: string; note?: string },
): Promise<void> {
  const found = await hostOf(env, meeting);
  const guest = meeting.attendees.find(({ person }) => person === null)?.name ?? meeting.subject;
  const said = found && words(found.own, guest);
  await env.service('activities').replace({
    model: 'meeting.event',
    record: meeting.id,
    kinds: [WAITING, NEWS],
    activities:
      found && said
        ? [
            {
              person: found.host.id,
              kind,
              summary: said.summary.slice(0, 300),
              note: [formatRange(meeting.start, meeting.end, found.host.timeZone, found.own.preferences), ...(said.note ? [said.note] : [])].join('\n'),
              due: civilDateOf(env.now(), found.host.timeZone),
              link: kind === WAITING ? '/app/bookings' : `/app/meeting.event/${meeting.id}`,
            },
          ]
        : [],
  });
}

/** Halfway to its end a request is brought to mind: by mail, and as an activity that is due today. */
async function remind(env: PortalEnv): Promise<number> {
  const due = await env.model('booking.booking').pick({ remindAt: { lte: env.now() } }, ['meeting', 'answerBy'], { order: ['remindAt'], limit: MOST });
  if (due.length === 0) return 0;
  const meetings = new Map((await env.service('meetings').details({ ids: due.map(({ meeting }) => meeting) })).map((meeting) => [meeting.id, meeting]));
  for (const { id, meeting: record, answerBy } of due) {
    const meeting = meetings.get(record);
    await env.tx(async () => {
      await env.model('booking.booking').update(id, { remindAt: null });
      if (meeting?.state !== 'draft' || answerBy === null || answerBy <= env.now()) return;
      await tellHost(env, meeting, WAITING, (own, guest) => ({
        summary: own.t('{guest} waits for your answer', { guest }),
        note: own.t('The request lapses on {when}.', { when: formatRange(answerBy, answerBy, own.preferences.timeZone, own.preferences) }),
      }));
      const { host } = meeting;
      await env.service('ics-mailer').notify({ meeting: meeting.id, kind: 'unanswered', to: [{ ...host }], request: id });
    });
  }
  return due.length;
}

/**
 * What nobody decided in time: the meeting is cancelled, its time is free again, the guest is told by mail and the host by an activity. Whoever decides at the same moment
 * has the meeting's row and version first, or comes too late and is told so. @returns whether it lapsed
 */
async function lapse(env: PortalEnv, meeting: MeetingDetails): Promise<boolean> {
  try {
    await env.tx(async () => {
      await env.service('meetings').cancel({ id: meeting.id, version: meeting.version, lapsed: true });
      await env.model('booking.booking').update({ meeting: meeting.id, answerBy: { ne: null } }, { answerBy: null, remindAt: null });
      await tellHost(env, meeting, NEWS, (own, guest) => ({
        summary: own.t('Lapsed: the request of {guest}', { guest }),
        note: own.t('Nobody confirmed it in time. Its time is free again and the guest was told.'),
      }));
    });
    return true;
  } catch (error) {
    if (error instanceof AtriumError && error.status < 500) return false;
    throw error;
  }
}

/** Reminds hosts of requests that wait, lets those lapse that nobody decided on, and forgets those that somebody did. */
export async function tendRequests(env: PortalEnv): Promise<{ count: number }> {
  const bookings = env.model('booking.booking');
  const decided = await bookings.pick({ answerBy: { ne: null }, meeting: { where: { state: { ne: 'draft' } } } }, ['meeting'], { limit: MOST });
  if (decided.length > 0) {
    await env.tx(async () => {
      await bookings.update({ id: { in: decided.map(({ id }) => id) } }, { answerBy: null, remindAt: null });
      await env.service('activities').replaceMany({
        model: 'meeting.event',
        kinds: [WAITING],
        records: [...new Set(decided.map(({ meeting }) => meeting))].map((record) => ({ record, activities: [] })),
      });
    });
  }
  const now = env.now();
  const over = await bookings.pick(
    { $or: [{ answerBy: { lte: now } }, { answerBy: { ne: null }, meeting: { where: { start: { lte: now } } } }] },
    ['meeting'],
    { order: ['answerBy'], limit: MOST },
  );
  let count = 0;
  const meetings = over.length > 0 ? await env.service('meetings').details({ ids: [...new Set(over.map(({ meeting }) => meeting))] }) : [];
  for (const meeting of meetings) if (meeting.state === 'draft' && (await lapse(env, meeting))) count++;
  return { count: count + (await remind(env)) };
}

export const tendRequestsAction = defineAction({
  name: 'booking-portal.tend-requests',
  title: 'Remind hosts of requests, and let them lapse',
  expression: '*/5 * * * *',
  catchUp: 'one',
  run: (env: PortalEnv) => tendRequests(env),
});
