import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '#core/testing';
import { inspectPage } from '../tool/inspect-page.ts';
import { type Example, openExample, signIn, visit } from '../tool/open-example.ts';

let example: Example;
beforeAll(async () => {
  example = await openExample('2027-03-05T08:12:00Z');
});
afterAll(async () => {
  await example?.close();
});

/** Books as a form does; the guest's page. */
async function book(page: Page, start: string, name: string): Promise<string> {
  await page.goto(`${example.bookingPage}?tz=Europe%2FBerlin&start=${encodeURIComponent(start)}`);
  await page.fill('[name=name]', name);
  await page.fill('[name=email]', 'sita@example.net');
  await page.click('main button[type=submit]');
  await page.waitForURL('**/booking/**');
  return page.url();
}

describe('every page, on a wide screen and a phone, light and dark', () => {
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    ({ context, page } = await visit(example));
  });
  afterAll(async () => {
    await context?.close();
  });

  it('has nothing in the way of guests', { timeout: 240_000 }, async () => {
    const problems: string[] = [];
    await page.goto(example.bookingPage);
    problems.push(...(await inspectPage(page, 'booking page', 'in both')));
    await page.click('.times a');
    await page.waitForSelector('[name=email]');
    const form = page.url();
    problems.push(...(await inspectPage(page, 'form', 'in both')));

    // What is filled in wrong: beside its field, and summed up on top.
    await page.evaluate('document.querySelector("form.form").noValidate = true');
    await page.fill('[name=email]', 'not an address');
    const refused = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.click('main button[type=submit]');
    expect((await refused).status()).toBe(422);
    await page.waitForSelector('[data-focus]');
    expect(await page.inputValue('[name=email]')).toBe('not an address');
    expect(await page.evaluate('document.activeElement === document.querySelector("[data-focus]")')).toBe(true);
    expect(await page.locator('[aria-invalid=true]').count()).toBe(2);
    problems.push(...(await inspectPage(page, 'form with mistakes', 'in both')));

    // Somebody else is quicker: the time is no longer held for the form.
    await page.goto(form);
    await page.fill('[name=name]', 'Bikram Rai');
    await page.fill('[name=email]', 'bikram@example.net');
    example.app.clock.advance(11 * 60_000);
    const { context: elsewhere, page: other } = await visit(example);
    const start = new URL(form).searchParams.get('start') ?? '';
    const kept = await book(other, start, 'Sita Kharel');
    const late = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.click('main button[type=submit]');
    expect((await late).status()).toBe(409);
    await page.waitForSelector('.alternatives');
    expect(await page.locator('.alternatives [type=radio]').count()).toBe(3);
    expect(await page.inputValue('[name=name]')).toBe('Bikram Rai');
    problems.push(...(await inspectPage(page, 'time taken', 'in both')));
    // One press chooses the next best time, and the booking stands.
    await page.check('.alternatives [type=radio] >> nth=0');
    await page.click('main button[type=submit]');
    await page.waitForURL('**/booking/**');
    problems.push(...(await inspectPage(page, 'kept page', 'in both')));
    await elsewhere.close();

    // Who is quicker than the answer to the hold is not kept away by it.
    const quick = await context.newPage();
    await quick.route('**/hold', async (route) => {
      await route.fetch();
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      await route.abort().catch(() => undefined);
    });
    const heldThere = quick.waitForRequest('**/hold');
    await quick.goto(`${example.bookingPage}?tz=Europe%2FBerlin&start=2027-03-10T10%3A00%3A00.000Z`);
    await quick.fill('[name=name]', 'Quick Quentin');
    await quick.fill('[name=email]', 'quentin@example.net');
    await heldThere;
    await waitFor('the hold', async () => {
      const { rows } = await example.app.app.runtime.database.query(
        "SELECT FROM calendar_claim WHERE source_model = 'booking.hold' AND lower(during) = '2027-03-10T10:00:00Z'",
      );
      return rows.length > 0;
    });
    await quick.click('main button[type=submit]');
    await quick.waitForURL('**/booking/**');
    await quick.close();

    await page.goto(`${kept}/reschedule`);
    problems.push(...(await inspectPage(page, 'moving', 'in both')));
    await page.goto(`${kept}/cancel`);
    problems.push(...(await inspectPage(page, 'cancelling', 'in both')));
    await page.goto(`${example.app.url}/book/nothing-of-that-name`);
    problems.push(...(await inspectPage(page, 'closed page', 'in both')));
    await page.goto(`${example.app.url}/sign-in`);
    problems.push(...(await inspectPage(page, 'sign-in', 'in both')));
    expect(problems).toEqual([]);
  });

  it('has nothing in the way of those who work here', { timeout: 360_000 }, async () => {
    await book(page, '2027-03-09T09:00:00.000Z', 'Maximiliane von Habsburg-Lothringen-Sommerfeld zu Altenburg');
    await example.app.runJobs();
    await signIn(example, page);
    const problems: string[] = [];
    const paths = [
      '/app',
      '/app/meeting.event',
      '/app/meetings/new',
      '/app/meeting.room',
      '/app/meeting.room/new',
      '/app/meeting.virtual_room',
      '/app/meeting.site',
      '/app/rooms/find',
      '/app/rooms/timeline',
      '/app/approvals',
      '/app/providers',
      '/app/booking.link',
      '/app/booking-links',
      '/app/booking-links?all=1',
      '/app/booking.booking',
      '/app/booking.waiting',
      '/app/bookings',
      '/app/bookings?tab=coming&all=1',
      '/app/booking.team',
      '/app/booking.style/new',
      '/app/me/profile',
      '/app/calendar.schedule',
      '/app/working-hours/new',
      '/app/my-hours',
      '/app/mail.message',
      '/app/mail.received',
      '/app/mail-templates',
      '/app/mail-templates/ics-mailer.invitation/de',
      '/app/mail-templates/ics-mailer.digest/en',
      '/app/me/feeds',
      '/app/me/digest',
      '/app/base.person',
      '/app/settings',
      '/app/me',
      '/app/apps',
    ];
    for (const path of paths) {
      const response = await page.goto(`${example.app.url}${path}`);
      if (response?.status() !== 200) problems.push(`${path}: ${response?.status()}`);
      problems.push(...(await inspectPage(page, path)));
    }
    await page.goto(`${example.app.url}/app/meeting.event`);
    await page.click('td.main a:has-text("Maximiliane")');
    await page.waitForSelector('.status-bar');
    const meeting = page.url().replace(/\?.*/, '');
    problems.push(...(await inspectPage(page, 'meeting')));
    for (const address of [`${meeting.replace('meeting.event', 'meetings')}/edit`, `${meeting}/do/cancel`]) {
      await page.goto(address);
      problems.push(...(await inspectPage(page, address.replace(/.*\/app/, '/app'))));
    }
    await page.goto(`${example.app.url}/app/booking.link`);
    await page.click('td.main a');
    await page.waitForURL(/booking\.link\/[0-9a-f-]{36}/);
    problems.push(...(await inspectPage(page, 'booking link')));
    await page.goto(`${page.url().replace(/\?.*/, '').replace('booking.link', 'booking-links')}/places`);
    problems.push(...(await inspectPage(page, 'places')));
    expect(problems).toEqual([]);
  });
});

describe('the booking page is light', () => {
  it('HTML up to 60 kB, styles up to 30 kB, scripts up to 15 kB, before any compression; nothing from elsewhere', async () => {
    const { context, page } = await visit(example);
    const sizes: Record<string, number> = {};
    const strangers: string[] = [];
    const read: Promise<void>[] = [];
    page.on('response', (response) => {
      const kind = response.request().resourceType();
      if (!response.url().startsWith(example.app.url)) strangers.push(response.url());
      read.push(
        response.body().then((body) => {
          sizes[kind] = (sizes[kind] ?? 0) + body.length;
        }),
      );
    });
    // With the zone in the address there is one document, and the most to show: a whole month of free days.
    await page.goto(`${example.bookingPage}?tz=America%2FArgentina%2FBuenos_Aires&month=2027-04`, { waitUntil: 'networkidle' });
    await Promise.all(read);
    expect(strangers).toEqual([]);
    expect(sizes.document).toBeLessThanOrEqual(60_000);
    expect(sizes.stylesheet).toBeLessThanOrEqual(30_000);
    expect(sizes.script).toBeLessThanOrEqual(15_000);
    expect(gzipSync(await page.content()).length).toBeLessThanOrEqual(15_000);
    await context.close();
  });
});
