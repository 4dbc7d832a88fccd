import type { Env } from '#core';
import type { MeetingDetails } from '../meetings/contract.ts';
import type { GuestLinks } from './contract.ts';
import { type MailKind, mailKinds } from './mail-kinds.ts';
import { type AnswerLink, answerToken, answerUrl } from './replies/answer-link.ts';

/** Addresses of one receiver's own. */
export type MailLinks = GuestLinks & {
  accept?: string;
  maybe?: string;
  decline?: string;
  feedback?: string;
  seat?: string;
  leave?: string;
  join?: string;
  /** Where hosts approve and decline. */
  decide?: string;
  /** Where another time is booked. */
  again?: string;
};

type Attendee = Omit<MeetingDetails['attendees'][number], 'toldSequence'>;

/** Where somebody manages the own booking, from the first who knows; persons inside use the admin pages. Meetings that staff made have no such addresses. */
async function manageLinks(env: Env<'ics-mailer'>, meeting: MeetingDetails, attendee: Attendee): Promise<GuestLinks> {
  if (attendee.person !== null) return { view: `${env.baseUrl}/app/meeting.event/${meeting.id}` };
  if (meeting.origin === 'staff') return {};
  for (const [key, maker] of env.implementations('ics-mailer.guest-links')) {
    const links = await maker.links(env.implementer('ics-mailer.guest-links', key), { meeting: meeting.id, attendee: attendee.id });
    if (links) return links;
  }
  return {};
}

/** What one receiver can do from the mail. Whoever booked and can cancel is not asked to answer. */
export async function linksOf(
  env: Env<'ics-mailer'>,
  kind: MailKind,
  meeting: MeetingDetails,
  attendee: Attendee,
  answered: Omit<AnswerLink, 'attendee'> = { kind: 'meeting', id: meeting.id, sequence: meeting.sequence },
): Promise<MailLinks> {
  const { joinUrl: join } = attendee;
  const links = { ...(await manageLinks(env, meeting, attendee)), ...(join !== undefined && mailKinds[kind].live ? { join } : {}) };
  if (!mailKinds[kind].live || attendee.role === 'host' || links.cancel) return links;
  const address = answerUrl(env, answerToken(env, { ...answered, attendee: attendee.id }));
  return { ...links, accept: `${address}?a=accept`, maybe: `${address}?a=maybe`, decline: `${address}?a=decline` };
}
