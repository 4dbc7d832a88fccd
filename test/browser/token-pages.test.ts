import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { openBrowser } from '#core/testing';
import { openPortal } from '../../plugins/booking-portal/test/open-portal.ts';
import { digestEndUrl } from '../../plugins/ics-mailer/digest/digest-link.ts';
import { feedbackUrl } from '../../plugins/ics-mailer/feedback/feedback-link.ts';

/** Pages that somebody opens from a mail, and their buttons as a browser sends them: with the Origin that its rules give, which no request of a test has by itself. */
let portal: Awaited<ReturnType<typeof openPortal>>;
let mailer: Env<'ics-mailer'>;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  portal = await openPortal();
  mailer = portal.app.env('ics-mailer');
  browser = await openBrowser();
});
beforeEach(async () => {
  await page?.context().close();
  page = await (await browser.newContext()).newPage();
});
afterAll(async () => {
  await browser?.close();
  await portal?.close();
});

const at = (day: number): string => `2027-01-${String(day).padStart(2, '0')}T09:00:00.000Z`;
const linkTo = async (email: string, path: RegExp): Promise<string> => {
  await portal.app.runJobs();
  const mail = portal.mailbox.messages().findLast(({ to }) => to[0] === email)?.mail;
  return new RegExp(`http\\S+${path.source}`).exec(mail?.text ?? '')?.[0] ?? '';
};
/** Presses what says so; the answer's status. */
const press = async (name: string): Promise<number> => {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.click(`main button:has-text("${name}")`),
  ]);
  await page.waitForLoadState();
  return answer.status();
};

/** A meeting of staff with one guest, who was invited. */
async function invited(day: number, email: string): Promise<string> {
  const host: Principal = { kind: 'user', org: 1, account: portal.ann, person: portal.ann, session: '', groups: new Set(['user', 'base.user']) };
  const ann: Env<'meetings'> = portal.app.envAs('meetings', host);
  const [start, end] = [new Date(at(day)), new Date(new Date(at(day)).getTime() + 3_600_000)];
  const guests = [{ name: 'Gus', email, timeZone: 'UTC', language: 'en' }];
  const plan = { subject: 'Plan', description: null, host: portal.ann, rooms: [], virtualRoom: null, start, end, timeZone: 'UTC', people: [], guests };
  const draft = await ann.service('meetings').draft(plan);
  await ann.service('meetings').confirm(draft);
  return draft.id;
}

it.each([
  ['Accept', 'ACCEPTED', 5],
  ['Maybe', 'TENTATIVE', 6],
  ['Decline', 'DECLINED', 7],
] as const)('an invitation is answered with %s', async (label, partstat, day) => {
  const email = `${label.toLowerCase()}@example.org`;
  const id = await invited(day, email);
  await page.goto(await linkTo(email, /\/answer\/\S+a=accept/));
  expect(await press(label)).toBe(303);
  expect(await page.textContent('main')).toContain('Thank you');
  const [guest] = await mailer.model('meeting.attendee').pick({ event: id, email }, ['partstat']);
  expect(guest?.partstat).toBe(partstat);
});

it('feedback is given', async () => {
  const event = await invited(10, 'fay@example.org');
  const [fay] = await mailer.model('meeting.attendee').pick({ event, email: 'fay@example.org' }, []);
  await page.goto(feedbackUrl(mailer, event, fay?.id ?? ''));
  await page.check('[name=stars][value="4"]');
  expect(await press('Send')).toBe(303);
  expect(await page.textContent('main')).toContain('Thank you');
});

it('the daily digest is ended', async () => {
  await mailer.model('ics.digest').create({ person: portal.ann, hour: 7 });
  await page.goto(digestEndUrl(mailer, portal.ann));
  expect(await press('End it')).toBe(200);
  expect(await mailer.model('ics.digest').count({ person: portal.ann })).toBe(0);
  expect(await page.textContent('h1')).toBe('Daily digest');
});

it('a waiting list is left', async () => {
  const { url } = await portal.link({ waitlist: true });
  await portal.book(url, 'Ada', at(8));
  await portal.ask(`${url}/wait`, { name: 'Bea', email: 'bea@example.org', start: at(8) });
  await page.goto(await linkTo('bea@example.org', /\/waiting\/[\w-]+/));
  expect(await press('Leave the list')).toBe(303);
  expect(await page.textContent('h1')).toContain('not on the list any more');
});

it('a booking is cancelled', async () => {
  const { url } = await portal.link({});
  await portal.book(url, 'Cem', at(9));
  await page.goto(await linkTo('cem@example.org', /\/booking\/\S+\/cancel\S+/));
  expect(await press('Cancel the booking')).toBe(303);
  expect(await page.textContent('h1')).toContain('cancelled');
});
