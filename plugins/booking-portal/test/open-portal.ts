import type { Create, Env } from '#core';
import { bootTestApp, openMailbox } from '#core/testing';
import { linkUrl } from '../views.tsx';

export type Slot = { start: string; end: string; seatsLeft?: number };
export type Answer = { status: number; json: Record<string, unknown> };

/** A real app with a mail server and a host, Ann, whose mornings (09:00–12:00 UTC) are open on every day; Sunday, 3 January 2027, 05:00 UTC. */
export async function openPortal(environment: Record<string, string> = {}) {
  const mailbox = await openMailbox();
  const app = await bootTestApp({
    clock: '2027-01-03T05:00:00Z',
    environment: {
      ATRIUM_MAIL_SMTP_URL: mailbox.url,
      ATRIUM_BASE_FROM_EMAIL: 'office@atrium.example',
      ATRIUM_BOOKING_PORTAL_PER_ADDRESS: '0',
      ATRIUM_BOOKING_PORTAL_PER_EMAIL: '0',
      ATRIUM_BOOKING_PORTAL_PER_LINK: '0',
      ATRIUM_BOOKING_PORTAL_PAUSE_SECONDS: '0',
      ...environment,
    },
  });
  const env: Env<'booking-portal'> = app.env('booking-portal');
  const calendar: Env<'calendar'> = app.env('calendar');
  const [ann = ''] = await env.service('base').addPeople({ people: [{ name: 'Ann Host', email: 'ann@example.org', timeZone: 'UTC' }] });
  const weekly = [{ days: [1, 2, 3, 4, 5, 6, 7], ranges: [['09:00', '12:00'] as [string, string]] }];
  const { id: schedule } = await env.model('calendar.schedule').create({ name: 'Mornings', timeZone: 'UTC', weekly });
  const ask = async (url: string, body?: object): Promise<Answer> => {
    const answer = await fetch(url, body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {});
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  return {
    app,
    env,
    mailbox,
    ann,
    ask,
    link: async (values: Partial<Create<'booking-portal', 'booking.link'>>) => {
      const { id } = await env.model('booking.link').create({ name: 'Course', host: ann, schedule, timeZone: 'UTC', approval: false, ...values });
      return { id, url: await linkUrl(env, id) };
    },
    slots: async (url: string, day: string): Promise<Slot[]> => (await ask(`${url}/slots?from=${day}T00:00:00Z&to=${day}T23:00:00Z`)).json.slots as Slot[],
    book: (url: string, name: string, start: string, more: object = {}) =>
      ask(url, { name, email: `${name.toLowerCase()}@example.org`, tz: 'Europe/Berlin', start, ...more }),
    page: async (url: string): Promise<string> => (await fetch(url, { headers: { accept: 'text/html' } })).text(),
    claims: (where: { source: string } | { during: { contains: Date } }) => calendar.model('calendar.claim').find(where),
    meetingOf: async (answer: Answer) => {
      const [booking] = await env.model('booking.booking').find({ id: String(answer.json.id) });
      const [meeting] = await env.service('meetings').details({ ids: [booking?.meeting ?? ''] });
      if (!booking || !meeting) throw new Error('no such booking');
      return { booking, meeting };
    },
    /** Pages of the administration, as an administrator. */
    asAdmin: async () => {
      const headers = { origin: app.url, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
      const who = { email: 'root@example.org', password: 'a long enough phrase' };
      await env.service('base').ensureAdmin({ ...who, name: 'Root' });
      const signIn = await fetch(`${app.url}/sign-in`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(who) });
      const cookie = (signIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      return (path: string, body: Record<string, string>) =>
        fetch(app.url + path, { method: 'POST', redirect: 'manual', headers: { ...headers, cookie }, body: new URLSearchParams(body) });
    },
    /** Subjects of the mails since the last look, by address, after everything that is due has run. */
    mails: async (): Promise<Record<string, string[]>> => {
      await app.runJobs();
      const found: Record<string, string[]> = {};
      for (const { to, mail } of mailbox.messages())
        for (const address of to) found[address] = [...(found[address] ?? []), (mail.subject ?? '').split(' @ ')[0] ?? ''];
      mailbox.clear();
      for (const subjects of Object.values(found)) subjects.sort();
      return found;
    },
    close: async () => {
      await app.close();
      await mailbox.close();
    },
  };
}
