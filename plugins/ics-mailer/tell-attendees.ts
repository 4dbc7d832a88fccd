import { z } from 'zod';
import { defineJob, type Env, on } from '#core';
import {
  conferenceReady,
  invitationsWanted,
  type MeetingDetails,
  meetingCancelled,
  meetingChanged,
  meetingConfirmed,
  meetingPostponed,
  meetingRequested,
  reminderDue,
  type Whom,
} from '../meetings/contract.ts';
import type {} from '../thread/contract.ts';
import { alone } from './alone.ts';
import { composeMails } from './compose-mails.ts';
import { linkPending, PATIENCE_MS } from './link-pending.ts';
import type { MailKind } from './mail-kinds.ts';
import { settings } from './settings.ts';
import { tellSeriesLink } from './tell-series.ts';

type IcsEnv = Env<'ics-mailer'>;

export async function meetingOf(env: IcsEnv, id: string): Promise<MeetingDetails | undefined> {
  const [meeting] = await env.service('meetings').details({ ids: [id] });
  return meeting;
}

export async function tell(
  env: IcsEnv,
  kind: MailKind,
  meeting: MeetingDetails,
  whom: (attendee: MeetingDetails['attendees'][number]) => boolean = () => true,
  more: { request?: string; guest?: { name: string; email: string } } = {},
): Promise<string[]> {
  const attendees = meeting.attendees.filter(whom);
  const mails = await composeMails(env, kind, meeting, attendees, more);
  if (mails.length === 0) return [];
  const sent = await env.service('mail').send({ mails });
  if (kind === 'invitation' || kind === 'update' || kind === 'link')
    await env.service('meetings').told({
      attendees: attendees.map(({ id }) => id),
      sequence: meeting.sequence,
      // only some of them: the others know of another link, or of none
      ...(meeting.conference !== null && attendees.length === meeting.attendees.length ? { links: [{ meeting: meeting.id, link: meeting.joinUrl }] } : {}),
    });
  await tellThread(env, kind, meeting.id, sent.length);
  return sent;
}

const sentences: Readonly<Partial<Record<MailKind, string>>> = {
  invitation: 'Invitations are on their way to {count}.',
  update: 'Updates are on their way to {count}.',
  cancellation: 'Cancellations are on their way to {count}.',
};

/** A line in the meeting's conversation, where that plugin is enabled. */
async function tellThread(env: IcsEnv, kind: MailKind, meeting: string, count: number): Promise<void> {
  const text = sentences[kind];
  if (text === undefined || count === 0 || !env.catalog.plugins().some(({ name }) => name === 'thread')) return;
  await env.service('thread').post({ model: 'meeting.event', record: meeting, text, values: { count } });
}

/** Has everybody been told of this state, with a link that was on its way? A link that failed is not waited for. */
const heard = (meeting: MeetingDetails): boolean => !linkPending(meeting) && meeting.attendees.every(({ toldSequence }) => toldSequence === meeting.sequence);

const unaware =
  ({ sequence }: MeetingDetails) =>
  ({ toldSequence }: MeetingDetails['attendees'][number]): boolean =>
    toldSequence !== sequence;

/** Sends how a meeting stands without its join link, unless it was sent in the meantime: the provider must not hold the invitation back for ever. */
export const sendWaiting = defineJob({
  name: 'ics-mailer.send-waiting',
  payload: z.object({ meeting: z.uuid(), version: z.number().int(), kind: z.enum(['invitation', 'update', 'link']) }),
  async run(env: IcsEnv, { meeting: id, version, kind }) {
    await alone(env, id, async () => {
      const meeting = await meetingOf(env, id);
      if (meeting?.state === 'confirmed' && meeting.version === version && !heard(meeting))
        await tell(env, kind, meeting, kind === 'invitation' ? unaware(meeting) : undefined);
    });
  },
});

/** `undefined`: not now; the mail waits for the link, or there is nothing to tell. */
async function standing(env: IcsEnv, kind: 'invitation' | 'update', id: string): Promise<MeetingDetails | undefined> {
  const meeting = await meetingOf(env, id);
  if (meeting?.state !== 'confirmed') return undefined;
  const { mailPolicy } = await env.settings(settings);
  if (mailPolicy === 'now' || !linkPending(meeting)) return meeting;
  await env.enqueue(
    sendWaiting,
    { meeting: id, version: meeting.version, kind },
    { key: `ics-mailer.waiting:${id}:${meeting.version}`, runAt: new Date(env.now().getTime() + PATIENCE_MS) },
  );
  return undefined;
}

/** `whom`: everybody unless given; of an invitation those who have not heard of this state, for guests may have come since. */
export const tellStanding = (
  env: IcsEnv,
  kind: 'invitation' | 'update',
  id: string,
  whom?: (one: MeetingDetails['attendees'][number]) => boolean,
): Promise<void> =>
  alone(env, id, async () => {
    const meeting = await standing(env, kind, id);
    if (meeting) await tell(env, kind, meeting, whom ?? (kind === 'invitation' ? unaware(meeting) : undefined));
  });

const kindOf = { first: 'invitation', change: 'update', link: 'link' } as const;

/** Who has heard nothing yet is invited, with the link; who knows of the meeting without this link gets it with the next SEQUENCE, so that calendars take it. */
const tellLink = (env: IcsEnv, id: string): Promise<void> =>
  alone(env, id, async () => {
    const meeting = await standing(env, 'update', id);
    if (!meeting || linkPending(meeting)) return;
    const { news, sequence } = await env.service('meetings').linkArrived({ meeting: id, links: [{ meeting: id, link: meeting.joinUrl }], asked: [id] });
    if (news !== 'none') await tell(env, kindOf[news], { ...meeting, sequence });
  });

/** `new`: who got no invitation yet; `changed`: who knows an older state. */
export const wantedOf = ({ attendees, sequence }: MeetingDetails, whom: Whom): MeetingDetails['attendees'] =>
  attendees.filter(({ toldSequence }) => (whom === 'all' ? true : whom === 'new' ? toldSequence === null : toldSequence !== null && toldSequence < sequence));

/** Guests alone; persons inside see requests in the admin. */
export const isGuest = ({ person }: { person: string | null }): boolean => person === null;

/** What becomes of a request that is not confirmed. */
const endings = { guest: 'withdrawn', staff: 'declined', lapse: 'lapsed' } as const;

/** What is mailed when something happens to a meeting. Every subscriber reads the newest state, and a state is mailed once to each attendee. */
export const subscriptions = [
  on(meetingRequested, async (env: IcsEnv, { meeting: id }) => {
    const meeting = await meetingOf(env, id);
    if (meeting?.state !== 'draft') return;
    await tell(env, 'received', meeting, isGuest);
    await tell(env, 'request', meeting, ({ role }) => role === 'host');
  }),
  on(meetingConfirmed, (env: IcsEnv, { meeting }) => tellStanding(env, 'invitation', meeting)),
  on(meetingChanged, async (env: IcsEnv, { meeting: id, removed }) => {
    const meeting = removed.length > 0 ? await meetingOf(env, id) : undefined;
    if (meeting) await env.service('mail').send({ mails: await composeMails(env, 'cancellation', meeting, removed) });
    await tellStanding(env, 'update', id);
  }),
  on(conferenceReady, async (env: IcsEnv, { meeting }) => {
    const found = await meetingOf(env, meeting);
    if (found?.occurrence) await tellSeriesLink(env, found.occurrence.series);
    else await tellLink(env, meeting);
  }),
  on(meetingPostponed, async (env: IcsEnv, { meeting: id }) => {
    const meeting = await meetingOf(env, id);
    if (meeting?.state === 'draft') await tell(env, 'postponed', meeting);
  }),
  on(invitationsWanted, async (env: IcsEnv, { meeting: id, whom, request }) => {
    const meeting = await meetingOf(env, id);
    if (meeting?.state !== 'confirmed') return;
    const wanted = new Set(wantedOf(meeting, whom).map((attendee) => attendee.id));
    await tell(env, meeting.sequence > 0 ? 'update' : 'invitation', meeting, (attendee) => wanted.has(attendee.id), { request });
  }),
  on(reminderDue, async (env: IcsEnv, { meeting: id, reminder }) => {
    const meeting = await meetingOf(env, id);
    if (meeting?.state === 'confirmed' && meeting.end > env.now())
      await tell(env, 'reminder', meeting, ({ partstat }) => partstat !== 'DECLINED', { request: reminder });
  }),
  on(meetingCancelled, async (env: IcsEnv, { meeting: id, was, by, gone }) => {
    const meeting = gone ?? (await meetingOf(env, id));
    if (meeting?.state !== 'cancelled') return;
    // Of a meeting that was deleted nothing is noted any more, there is no conversation left.
    if (gone && was === 'confirmed') await env.service('mail').send({ mails: await composeMails(env, 'cancellation', meeting, meeting.attendees) });
    else if (was === 'confirmed') await tell(env, 'cancellation', meeting);
    else if (meeting.origin !== 'staff') await tell(env, endings[by], meeting, (one) => isGuest(one) || (by === 'guest' && one.role === 'host'));
  }),
];
