import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { tendRequestsAction } from '../../plugins/booking-portal/inbox/tend-requests.ts';
import { openPortal } from '../../plugins/booking-portal/test/open-portal.ts';
import { sendDigests } from '../../plugins/ics-mailer/digest/send-digest.ts';
import { askFeedback } from '../../plugins/ics-mailer/feedback/ask-feedback.ts';
import { mailKinds } from '../../plugins/ics-mailer/mail-kinds.ts';
import { conferenceReady } from '../../plugins/meetings/contract.ts';
import { sendReminders } from '../../plugins/meetings/send-reminders.ts';

const HOUR_MS = 3_600_000;

let portal: Awaited<ReturnType<typeof openPortal>>;
let meetings: Env<'meetings'>;
let mailer: Env<'ics-mailer'>;
let ann: Env<'meetings'>;
beforeAll(async () => {
  portal = await openPortal({
    ATRIUM_ICS_MAILER_FEEDBACK: 'guests',
    ATRIUM_ICS_MAILER_MAIL_POLICY: 'now',
    ATRIUM_MEETINGS_REMINDERS: '["mail 60 minutes"]',
    ATRIUM_BOOKING_PORTAL_HOLD_HOURS: '4',
  });
  meetings = portal.app.env('meetings');
  mailer = portal.app.env('ics-mailer');
  const host: Principal = { kind: 'user', org: 1, account: portal.ann, person: portal.ann, session: '', groups: new Set(['user', 'base.user']) };
  ann = portal.app.envAs('meetings', host);
});
afterAll(() => portal.close());

/** Kinds of the mails that came over the wire since the last look, by address. */
const heard = new Set<string>();
async function expectMails(expected: Record<string, (keyof typeof mailKinds)[]>): Promise<void> {
  await portal.app.runJobs();
  const mail: Env<'mail'> = portal.app.env('mail');
  const known = await mail.model('mail.message').pick(true, ['messageId', 'kind']);
  const found = portal.mailbox.messages().map(({ to, mail: { messageId: id, subject, text, html } }) => {
    const kind = known.find(({ messageId }) => id === `<${messageId}>`)?.kind.replace('ics-mailer.', '');
    expect(html, subject).toContain('<html');
    expect(text?.length, subject).toBeGreaterThan(40);
    if (kind) heard.add(kind);
    return `${to[0]?.split('@')[0]} ${kind ?? subject}`;
  });
  portal.mailbox.clear();
  expect(found.sort()).toEqual(
    Object.entries(expected)
      .flatMap(([who, kinds]) => kinds.map((kind) => `${who} ${kind}`))
      .sort(),
  );
}
const at = (day: number, time = '09:00'): string => `2027-01-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const run = (action: typeof sendDigests, env: Env) =>
  action.run(env as Env<never>, { signal: new AbortController().signal, progress: () => Promise.resolve() });
const manage = (answer: { json: Record<string, unknown> }): string => String(answer.json.manage).split('?')[0] ?? '';
const stand = async (answer: Awaited<ReturnType<typeof portal.book>>) => {
  const { meeting } = await portal.meetingOf(answer);
  return { id: meeting.id, version: meeting.version };
};

it('a request: received, asked, brought to mind, confirmed, moved, called off; declined, withdrawn, lapsed', async () => {
  const { url } = await portal.link({ approval: true });
  const asked = await portal.book(url, 'Gus', at(5));
  await expectMails({ gus: ['received'], ann: ['request'] });
  await ann.service('meetings').confirm(await stand(asked));
  await expectMails({ gus: ['confirmed'], ann: ['confirmed'] });
  await ann.service('meetings').reschedule({ ...(await stand(asked)), start: new Date(at(5, '10:00')), end: new Date(at(5, '11:00')) });
  await expectMails({ gus: ['update'], ann: ['update'] });
  await ann.service('meetings').setBack(await stand(asked));
  await expectMails({ gus: ['postponed'], ann: ['postponed'] });
  await ann.service('meetings').confirm(await stand(asked));
  await portal.app.runJobs();
  portal.mailbox.clear();
  await ann.service('meetings').cancel({ ...(await stand(asked)), reason: 'ill' });
  await expectMails({ gus: ['cancellation'], ann: ['cancellation'] });

  const [one, two, three] = [
    await portal.book(url, 'Hal', at(6)),
    await portal.book(url, 'Ida', at(6, '10:00')),
    await portal.book(url, 'Jan', at(6, '11:00')),
  ];
  await expectMails({ hal: ['received'], ida: ['received'], jan: ['received'], ann: ['request', 'request', 'request'] });
  await ann.service('meetings').cancel(await stand(one));
  await expectMails({ hal: ['declined'] });
  await portal.ask(`${manage(two)}/cancel`, {});
  await expectMails({ ida: ['withdrawn'], ann: ['withdrawn'] });
  expect((await portal.ask(`${manage(three)}/reschedule`, { start: at(6, '09:00') })).status).toBe(200);
  await expectMails({ jan: ['received'], ann: ['request'] });
  portal.app.clock.advance(2 * HOUR_MS + 1_000);
  await run(tendRequestsAction, portal.env);
  await expectMails({ ann: ['unanswered'] });
  portal.app.clock.advance(2 * HOUR_MS);
  await run(tendRequestsAction, portal.env);
  await expectMails({ jan: ['lapsed'] });
});

it('a waiting list: listed, and told what is free', async () => {
  const { url } = await portal.link({ waitlist: true });
  const taken = await portal.book(url, 'Kim', at(7));
  await portal.ask(`${url}/wait`, { name: 'Leo', email: 'leo@example.org', start: at(7) });
  await expectMails({ kim: ['confirmed'], ann: ['booked'], leo: ['waitlist'] });
  await portal.ask(`${manage(taken)}/cancel`, {});
  await expectMails({ kim: ['cancellation'], ann: ['cancellation'], leo: ['seat'] });
});

it('a time that guests share: booked, brought along, a place taken and given back', async () => {
  const { url } = await portal.link({ seats: 5, guestsAllowed: 1 });
  await portal.book(url, 'Ned', at(8), { others: 'pia@example.org' });
  await expectMails({ ned: ['confirmed'], pia: ['added'], ann: ['booked'] });
  const taken = await portal.book(url, 'Oda', at(8));
  await expectMails({ oda: ['confirmed'], ann: ['joined'] });
  await portal.ask(`${manage(taken)}/cancel`, {});
  await expectMails({ oda: ['returned'], ann: ['left'] });
});

it('a meeting of staff: invited, the link that came later, brought to mind, and asked how it was; the day by mail', async () => {
  const start = new Date(at(9));
  const plan = { subject: 'Plan', description: null, host: portal.ann, rooms: [], virtualRoom: null, start, end: new Date(at(9, '10:00')), timeZone: 'UTC' };
  const guest = { name: 'Mia', email: 'mia@example.org', timeZone: 'UTC', language: 'en' };
  const { id, version } = await ann.service('meetings').draft({ ...plan, people: [], guests: [guest] });
  await ann.service('meetings').confirm({ id, version });
  await expectMails({ mia: ['invitation'], ann: ['confirmed'] });
  await meetings.model('meeting.conference').create({ event: id, provider: 'jitsi', state: 'ready', operationKey: id, joinUrl: 'https://meet.example/plan' });
  await meetings.emit(conferenceReady, { meeting: id });
  await expectMails({ mia: ['link'], ann: ['link'] });
  portal.app.clock.advance(start.getTime() - portal.env.now().getTime() - HOUR_MS + 60_000);
  await run(sendReminders, meetings);
  await expectMails({ mia: ['reminder'], ann: ['reminder'] });
  await mailer.model('ics.digest').create({ person: portal.ann, hour: 7 });
  await run(sendDigests, mailer);
  await portal.app.runJobs();
  expect(portal.mailbox.messages().map(({ to, mail }) => [to[0], mail.subject])).toEqual([['ann@example.org', 'Your day: Saturday, January 9, 2027']]);
  portal.mailbox.clear();
  portal.app.clock.advance(3 * HOUR_MS);
  await run(askFeedback, mailer);
  await expectMails({ mia: ['feedback'] });
});

it('leaves no kind of mail that nobody sends', () => {
  expect(Object.keys(mailKinds).filter((kind) => !heard.has(kind))).toEqual([]);
});
