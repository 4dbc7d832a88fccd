import { type DomainFor, type Env, instantOf } from '#core';
import { askedSince, type MeetingDetails } from '../../meetings/contract.ts';
import { withoutNumber } from '../where.ts';
import { type AnswerLink, answerToken } from './answer-link.ts';

/** Who answers, to what, and how it stands now. */
export type Invited = {
  link: AnswerLink;
  /** Of a series: its next date. */
  meeting: MeetingDetails;
  attendee: MeetingDetails['attendees'][number];
  uid: string;
  recurrenceId: Date | undefined;
  /** Of the meeting, or of the series: the oldest to which an answer counts. */
  askedSince: number;
  /** The rule in words; of a series alone. */
  repeats: string | undefined;
  /** The link for the newest state. */
  token: string;
};

async function askedSinceOf(env: Env<'ics-mailer'>, links: DomainFor<'ics-mailer', 'meeting.conference'>, sequence: number): Promise<number> {
  const [link] = await env.model('meeting.conference').pick(links, ['linkOnly'], { order: ['createdAt'], limit: 1 });
  return askedSince(link?.linkOnly, sequence);
}

/** The newest state of what a link was made for. `gone`: the meeting is deleted, or the person is no longer invited. */
export async function findInvited(env: Env<'ics-mailer'>, link: AnswerLink): Promise<Invited | 'gone'> {
  const own = env.asPlugin();
  if (link.kind === 'series') {
    const series = await own.service('meetings').seriesDetails({ id: link.id });
    const attendee = series?.meetings.flatMap(({ attendees }) => attendees).find(({ id }) => id === link.attendee);
    if (!series || !attendee) return 'gone';
    const dates = series.meetings.filter(({ exception, attendees }) => !exception && attendees.some(({ email }) => email === attendee.email));
    const meeting = dates.find(({ end }) => end > env.now()) ?? dates.at(-1);
    if (!meeting) return 'gone';
    const { rule, timeZone, wallStart } = series;
    return {
      link,
      meeting,
      attendee: meeting.attendees.find(({ email }) => email === attendee.email) ?? attendee,
      uid: series.uid,
      recurrenceId: undefined,
      askedSince: await askedSinceOf(own, { event: { where: { series: series.id } } }, series.sequence),
      repeats: await own.service('meetings').ruleWords({ rule, timeZone, wallStart, language: attendee.language }),
      token: answerToken(own, { ...link, sequence: series.sequence }),
    };
  }
  const [meeting] = await own.service('meetings').details({ ids: [link.id] });
  const attendee = meeting?.attendees.find(({ id }) => id === link.attendee);
  if (!meeting || !attendee) return 'gone';
  const { uid, sequence, occurrence } = meeting;
  return {
    link,
    // guests with this link come along with whoever booked: the number is the booker's
    meeting: attendee.person === null ? withoutNumber(meeting) : meeting,
    attendee,
    uid,
    recurrenceId: occurrence ? instantOf(occurrence.wall, occurrence.timeZone) : undefined,
    askedSince: await askedSinceOf(own, { event: meeting.id }, sequence),
    repeats: undefined,
    token: answerToken(own, { ...link, sequence }),
  };
}
