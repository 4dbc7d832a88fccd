import ICAL from 'ical.js';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReceivedMail } from '#core/testing';
import { type Example, openExample, signIn, visit } from '../tool/open-example.ts';

/** A Friday, 09:12 in Berlin. With an hour's notice the first free start is 11:00 there: 15:45 in Kathmandu. */
const now = '2027-03-05T08:12:00Z';
const host = 'ann@example.org';

let example: Example;
beforeAll(async () => {
  example = await openExample(now);
});
afterAll(async () => {
  await example?.close();
});

/** Presses Tab until the focus is on what fits; a mouse is never touched. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches ${selector}`);
}

/** A mail's calendar object, by a parser that is not ours; the zone is resolved from the file's own VTIMEZONE. */
function calendarOf({ mail }: ReceivedMail) {
  const part = mail.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
  if (!part) throw new Error(`No calendar in "${mail.subject}"`);
  const text = typeof part.content === 'string' ? part.content : new TextDecoder().decode(part.content);
  const root = new ICAL.Component(ICAL.parse(text));
  const event = root.getFirstSubcomponent('vevent');
  const zone = root.getFirstSubcomponent('vtimezone');
  if (!event || !zone) throw new Error('No event or no zone in the calendar');
  const tzid = String(zone.getFirstPropertyValue('tzid'));
  ICAL.TimezoneService.register(new ICAL.Timezone(zone), tzid);
  const start = event.getFirstPropertyValue('dtstart');
  if (!(start instanceof ICAL.Time)) throw new Error('The start is no time');
  const found = {
    method: String(root.getFirstPropertyValue('method')),
    uid: String(event.getFirstPropertyValue('uid')),
    sequence: Number(event.getFirstPropertyValue('sequence')),
    start: start.toJSDate().toISOString(),
    tzid,
    attendees: event.getAllProperties('attendee').map((property) => String(property.getFirstValue())),
  };
  ICAL.TimezoneService.reset();
  return found;
}

/** Runs what is due, then hands over the mails that have come for somebody since the last call to `mailbox.clear()`. */
async function mailTo(address: string): Promise<ReceivedMail> {
  await example.app.runJobs();
  return example.mailbox.waitFor(({ to }) => to.includes(address));
}

const linkIn = ({ mail }: ReceivedMail, end: RegExp): string => {
  const link = [...(mail.html ?? '').matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&')).find((href) => end.test(href));
  if (!link) throw new Error(`No link ${end} in "${mail.subject}"`);
  return link;
};

const kathmandu = /^Asia\/Kath?mandu$/;

describe('a guest far away books, and everybody knows when', () => {
  it('from the link to the confirmed meeting, then moved, then cancelled', async () => {
    const guest = await visit(example, { timezoneId: 'Asia/Kathmandu' });
    const { page } = guest;
    await page.goto(example.bookingPage);
    await page.waitForURL(/tz=/);
    expect(await page.locator('[data-zone]').getAttribute('data-zone')).toMatch(kathmandu);
    expect(await page.locator('.times a').first().textContent()).toBe('15:45');

    await tabTo(page, '.times a');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[name=email]');
    expect(await page.locator('.chosen').textContent()).toContain('15:45');
    expect(await page.locator('.chosen').textContent()).toContain('10:00 UTC');
    await tabTo(page, '[name=name]');
    await page.keyboard.type('Sita Kharel');
    await tabTo(page, '[name=email]');
    await page.keyboard.type('sita@example.net');
    await tabTo(page, 'button[type=submit]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/booking/**');
    const kept = await page.locator('main').textContent();
    expect(kept).toContain('Your request is with Ann Example');
    expect(kept).toContain('15:45');
    expect(kept).toContain('10:00 UTC');

    // Asked for, not yet confirmed: both are told, nobody is invited.
    const received = await mailTo('sita@example.net');
    expect(received.mail.subject).toContain('Request received');
    expect((await mailTo(host)).mail.subject).toContain('New request');
    expect(example.mailbox.messages().flatMap(({ mail }) => mail.attachments)).toEqual([]);
    example.mailbox.clear();

    // The host's side: an administrator finds the request and confirms it.
    const admin = await visit(example);
    await signIn(example, admin.page);
    await admin.page.click('nav.side a[href="/app/meeting.event"]');
    await admin.page.click('td.main a:has-text("Sita Kharel")');
    await admin.page.click('button:has-text("Confirm")');
    await admin.page.waitForSelector('.notice.ok');
    expect(await admin.page.locator('.status-bar [aria-current]').textContent()).toBe('Confirmed');

    const invitation = calendarOf(await mailTo('sita@example.net'));
    expect(invitation).toMatchObject({
      method: 'REQUEST',
      start: '2027-03-05T10:00:00.000Z',
      tzid: expect.stringMatching(kathmandu),
      attendees: ['mailto:sita@example.net'],
    });
    const forHost = calendarOf(await mailTo(host));
    // The host invites nobody to the own meeting: it only stands in the calendar.
    expect(forHost).toMatchObject({ method: 'PUBLISH', start: invitation.start, uid: invitation.uid, tzid: 'Europe/Berlin', attendees: [] });

    await page.reload();
    expect(await page.locator('h1').textContent()).toBe('You are booked with Ann Example');
    const file = await page.request.get(`${page.url().replace(/\?.*/, '')}/invite.ics`);
    expect(await file.text()).toContain(invitation.uid);

    // The guest moves it by the link in the mail: a day on, the first time.
    const invited = await mailTo('sita@example.net');
    example.mailbox.clear();
    await page.goto(linkIn(invited, /\/reschedule\?v=/));
    await page.click('a.day[href*="day=2027-03-08"]');
    await page.click('.times a');
    await page.click('main button[type=submit]');
    await page.waitForURL(/\/booking\/[^/]+$/);
    expect(await page.locator('main').textContent()).toContain('Mar 8');
    const moved = await mailTo('sita@example.net');
    expect(calendarOf(moved)).toMatchObject({ method: 'REQUEST', uid: invitation.uid, start: '2027-03-08T08:00:00.000Z' });
    expect(calendarOf(moved).sequence).toBeGreaterThan(invitation.sequence);
    expect(calendarOf(await mailTo(host))).toMatchObject({ uid: invitation.uid, start: '2027-03-08T08:00:00.000Z', tzid: 'Europe/Berlin' });

    // The link of the older mail does nothing any more, and says so.
    await page.goto(linkIn(invited, /\/cancel\?v=/));
    expect(await page.locator('h1').textContent()).toBe('You are booked with Ann Example');
    expect(await page.locator('.notice').textContent()).toContain('already used');

    example.mailbox.clear();
    await page.goto(linkIn(moved, /\/cancel\?v=/));
    await page.fill('[name=reason]', 'The train does not run');
    await page.click('main button[type=submit]');
    await page.waitForURL(/\/booking\/[^/]+$/);
    expect(await page.locator('h1').textContent()).toBe('This booking is cancelled');
    const cancelled = calendarOf(await mailTo('sita@example.net'));
    expect(cancelled).toMatchObject({ method: 'CANCEL', uid: invitation.uid });
    expect(cancelled.sequence).toBeGreaterThan(calendarOf(moved).sequence);
    const hostTold = await mailTo(host);
    expect(calendarOf(hostTold)).toMatchObject({ method: 'PUBLISH', uid: invitation.uid });
    expect(hostTold.mail.text).toContain('will not take place');
    expect(hostTold.mail.text).toContain('The train does not run');

    expect([...guest.faults, ...admin.faults]).toEqual([]);
    await guest.context.close();
    await admin.context.close();
  });

  it('without any script, up to the confirmed booking', async () => {
    example.mailbox.clear();
    const guest = await visit(example, { timezoneId: 'Asia/Kathmandu', javaScriptEnabled: false });
    const { page } = guest;
    await page.goto(example.bookingPage);
    await page.selectOption('[name=tz]', { value: (await page.locator('option[value^="Asia/Kat"]').first().getAttribute('value')) ?? '' });
    await page.click('.zone-form button');
    expect(await page.locator('[data-zone]').getAttribute('data-zone')).toMatch(kathmandu);
    await page.click('a[rel=next]');
    await page.click('a.day >> nth=0');
    await page.click('.times a >> nth=0');
    await page.fill('[name=name]', 'Bikram Rai');
    await page.fill('[name=email]', 'bikram@example.net');
    await page.click('main button[type=submit]');
    await page.waitForURL('**/booking/**');
    expect(await page.locator('h1').textContent()).toContain('Your request is with');

    const admin = await visit(example, { javaScriptEnabled: false });
    await signIn(example, admin.page);
    await admin.page.goto(`${example.app.url}/app/meeting.event`);
    await admin.page.click('td.main a:has-text("Bikram Rai")');
    await admin.page.click('button:has-text("Confirm")');
    expect(await admin.page.locator('.status-bar [aria-current]').textContent()).toBe('Confirmed');
    await example.app.runJobs();
    const mail = await example.mailbox.waitFor(({ to, mail: { subject } }) => to.includes('bikram@example.net') && /^Confirmed/.test(subject ?? ''));
    // 1 April 2027, 09:00 in Berlin, where summer time has begun by then.
    expect(calendarOf(mail)).toMatchObject({ method: 'REQUEST', start: '2027-04-01T07:00:00.000Z', tzid: expect.stringMatching(kathmandu) });
    await page.reload();
    expect(await page.locator('h1').textContent()).toContain('You are booked with');
    expect([...guest.faults, ...admin.faults]).toEqual([]);
    await guest.context.close();
    await admin.context.close();
  });
});
