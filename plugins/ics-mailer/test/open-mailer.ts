import type { Env, Principal } from '#core';
import { bootTestApp, openMailbox } from '#core/testing';

/** A real app with a mail server, Ann who hosts (Singapore) and Bob (Berlin, German) who is invited, on the morning of 4 January 2027. */
export async function openMailer(environment: Record<string, string> = {}) {
  const mailbox = await openMailbox();
  const app = await bootTestApp({
    only: ['ics-mailer', 'activities'],
    clock: '2027-01-04T08:00:00Z',
    environment: { ATRIUM_MAIL_SMTP_URL: mailbox.url, ATRIUM_BASE_FROM_EMAIL: 'office@atrium.example', ...environment },
  });
  const base: Env<'base'> = app.env('base');
  const meetings: Env<'meetings'> = app.env('meetings');
  const mailer: Env<'ics-mailer'> = app.env('ics-mailer');
  const person = async (name: string, timeZone: string, language: string): Promise<string> =>
    (
      await base.model('base.person').create({
        name,
        email: `${name.toLowerCase()}@atrium.example`,
        timeZone,
        language,
        account: (await base.model('base.account').create({ email: `${name.toLowerCase()}@atrium.example` })).id,
      })
    ).id;
  const ann = await person('Ann', 'Asia/Singapore', 'en');
  const bob = await person('Bob', 'Europe/Berlin', 'de');
  const principal = (who: string, groups: readonly string[] = ['base.user']): Principal => ({
    kind: 'user',
    org: 1,
    account: who,
    person: who,
    session: '',
    groups: new Set(['user', ...groups]),
  });
  const as = (who: string): Env<'meetings'> => app.envAs('meetings', principal(who));
  const read = (who: string, groups?: readonly string[]): Env<'ics-mailer'> => app.envAs('ics-mailer', principal(who, groups));
  let day = 0;
  return {
    app,
    mailbox,
    base,
    meetings,
    mailer,
    ann,
    bob,
    person,
    as,
    read,
    /** Confirmed, with Bob required and so many guests in Tokyo; a day later each time. */
    confirmed: async (guests = 1, more: { rooms?: string[]; subject?: string } = {}) => {
      day += 1;
      const start = new Date(Date.UTC(2027, 0, 10 + day, 5));
      const draft = await as(ann)
        .service('meetings')
        .draft({
          subject: more.subject ?? 'Review',
          description: null,
          host: ann,
          rooms: more.rooms ?? [],
          virtualRoom: null,
          start,
          end: new Date(start.getTime() + 3_600_000),
          timeZone: 'Asia/Singapore',
          people: [{ person: bob, role: 'required' }],
          guests: Array.from({ length: guests }, (_, n) => ({ name: `Guest ${n}`, email: `g${n}@example.org`, timeZone: 'Asia/Tokyo', language: 'en' })),
        });
      const { version } = await as(ann).service('meetings').confirm(draft);
      await app.runJobs();
      return { id: draft.id, version, start };
    },
    /** The newest mail to that address. */
    mailTo: (email: string) => mailbox.messages().findLast(({ to }) => to[0] === email),
    close: async () => {
      await app.close();
      await mailbox.close();
    },
  };
}
