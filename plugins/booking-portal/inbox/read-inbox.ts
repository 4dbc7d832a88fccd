import type { AnyDomain, Env, Row } from '#core';
import type { GuestWords } from './guest-words.tsx';

type PortalEnv = Env<'booking-portal'>;

export const tabs = ['waiting', 'coming', 'past', 'cancelled'] as const;
export type Tab = (typeof tabs)[number];

/** A meeting that guests booked, with what they said. */
export type InboxEntry = {
  meeting: Pick<Row<'booking-portal', 'meeting.event'>, 'id' | 'subject' | 'start' | 'end' | 'state' | 'version' | 'host' | 'reason' | 'createdAt'>;
  guests: { name: string; email: string }[];
  words: readonly GuestWords[];
  link: { id: string; name: string; approval: boolean } | undefined;
  /** Of a request that waits. */
  answerBy: Date | null;
  /** Of what is off: by what. */
  ended: Row<'booking-portal', 'booking.booking'>['ended'];
};

export type Inbox = { tab: Tab; all: boolean; entries: InboxEntry[]; waiting: number; page: number; more: boolean };

export const A_PAGE = 25;

const own = (env: PortalEnv): AnyDomain =>
  env.principal.kind === 'user' ? { $or: [{ host: env.principal.person }, { attendees: { some: { person: env.principal.person } } }] } : false;

const wanted: Record<Tab, (now: Date) => { domain: AnyDomain; order: 'createdAt' | 'start' | '-start' }> = {
  waiting: (now) => ({ domain: { state: 'draft', start: { gt: now } }, order: 'createdAt' }),
  coming: (now) => ({ domain: { state: 'confirmed', end: { gt: now } }, order: 'start' }),
  past: (now) => ({ domain: { state: { in: ['confirmed', 'done'] }, end: { lte: now } }, order: '-start' }),
  cancelled: () => ({ domain: { state: 'cancelled' }, order: '-start' }),
};

/** What guests booked with the viewer, or with everybody whose meetings the viewer may read. The number of statements does not depend on how much there is. */
export async function readInbox(env: PortalEnv, tab: Tab, all: boolean, page: number): Promise<Inbox> {
  const scope: AnyDomain[] = [{ origin: 'portal' }, ...(all ? [] : [own(env)])];
  const { domain, order } = wanted[tab](env.now());
  const found = await env
    .model('meeting.event')
    .pick({ $and: [...scope, domain] }, ['subject', 'start', 'end', 'state', 'version', 'host', 'reason', 'createdAt'], {
      order: [order],
      limit: A_PAGE + 1,
      offset: (page - 1) * A_PAGE,
    });
  const meetings = found.slice(0, A_PAGE);
  const bookings =
    meetings.length === 0
      ? []
      : await env
          .model('booking.booking')
          .pick(
            { meeting: { in: meetings.map(({ id }) => id) } },
            ['meeting', 'guestName', 'guestEmail', 'link', 'note', 'answers', 'others', 'answerBy', 'ended', 'leftAt'],
            {
              order: ['createdAt'],
            },
          );
  const named = [...new Set(bookings.flatMap(({ link }) => link ?? []))];
  const links = new Map(
    named.length === 0 ? [] : (await env.model('booking.link').pick({ id: { in: named } }, ['name', 'approval'])).map((link) => [link.id, link]),
  );
  const entries = meetings.map((meeting): InboxEntry => {
    const all = bookings.filter((booking) => booking.meeting === meeting.id);
    const staying = all.filter(({ leftAt }) => leftAt === null);
    // Once all have given their seats back it is theirs that is off.
    const of = staying.length > 0 ? staying : all;
    const [first] = of;
    return {
      meeting,
      guests: of.map(({ guestName: name, guestEmail: email }) => ({ name, email })),
      words: of.map(({ guestName: name, note, answers, others }) => ({ name, note, answers, others })),
      link: first?.link ? links.get(first.link) : undefined,
      answerBy: meeting.state === 'draft' ? (of.flatMap(({ answerBy: by }) => by ?? []).sort((a, b) => a.getTime() - b.getTime())[0] ?? null) : null,
      ended: meeting.state === 'cancelled' ? (first?.ended ?? null) : null,
    };
  });
  const waiting =
    tab === 'waiting' && page === 1 && found.length <= A_PAGE
      ? found.length
      : await env.model('meeting.event').count({ $and: [...scope, wanted.waiting(env.now()).domain] });
  return { tab, all, entries, waiting, page, more: found.length > A_PAGE };
}
