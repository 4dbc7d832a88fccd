import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { type Example, openExample, signIn, visit } from './open-example.ts';

/**
 * Writes the pictures of the documentation: the example workspace at one fixed minute, wide and on a phone, light and for some pages dark.
 * The same pages on the same machine give the same pictures.
 */
const folder = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
const widths = [1280, 375] as const;
const largest = 150 * 1024;

const guests = [
  { name: 'Sita Kharel', email: 'sita@example.net', start: '2027-03-08T08:00:00.000Z', zone: 'Asia/Kathmandu' },
  { name: 'Maximiliane von Habsburg-Sommerfeld', email: 'maximiliane@example.net', start: '2027-03-09T10:00:00.000Z', zone: 'Europe/Vienna' },
  { name: 'João Almeida', email: 'joao@example.net', start: '2027-03-09T13:00:00.000Z', zone: 'America/Sao_Paulo' },
  { name: 'Yuki Tanaka', email: 'yuki@example.net', start: '2027-03-10T08:00:00.000Z', zone: 'Asia/Tokyo' },
];

/** Guests book as a program does; every second one is confirmed already. */
async function fill(example: Example): Promise<string> {
  for (const { name, email, start, zone } of guests) {
    const answer = await fetch(example.bookingPage, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, email, start, tz: zone, language: 'en' }),
    });
    if (answer.status !== 201) throw new Error(`${name} cannot book: ${answer.status} ${await answer.text()}`);
  }
  await example.app.runJobs();
  const { context, page } = await visit(example);
  await signIn(example, page);
  let meeting = '';
  for (const { name } of guests.filter((_, index) => index % 2 === 0)) {
    await page.goto(`${example.app.url}/app/meeting.event`);
    await page.click(`td.main a:has-text("${name}")`);
    await page.click('button:has-text("Confirm")');
    await page.waitForSelector('.notice.ok');
    meeting ||= page.url().replace(/\?.*/, '');
  }
  await example.app.runJobs();
  await context.close();
  return meeting;
}

/** Times that the database wrote are those of the day on which this runs; the pictures show the example's minute. */
const steady = `for (const time of document.querySelectorAll('time[datetime]'))
  if (!time.dateTime.startsWith('2027')) time.textContent = 'Fri, Mar 5, 2027, 09:12'`;

/** @param most height in pixels; what is longer is cut */
async function write(page: Page, name: string, most?: number): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  await page.evaluate('document.activeElement?.blur()');
  await page.evaluate(steady);
  const width = page.viewportSize()?.width ?? 0;
  const height = Math.min(Number(await page.evaluate('document.documentElement.scrollHeight')), most ?? (width > 600 ? 1_000 : 1_400));
  await page.screenshot({ path: file, fullPage: true, animations: 'disabled', clip: { x: 0, y: 0, width, height } });
  const { size } = statSync(file);
  if (size > largest) throw new Error(`${name}.png is ${size} bytes; at most ${largest}`);
}

/** Pages of administrators, each with what is pressed before the picture is taken. */
const administration: readonly { name: string; at: string; press?: readonly string[]; most?: number }[] = [
  { name: 'list', at: '/app/meeting.event?where=subject.like.intro&group=state&open=confirmed&open=draft' },
  { name: 'apps', at: '/app/apps' },
  { name: 'app', at: '/app/apps/meetings' },
  { name: 'plan', at: '/app/apps/contacts', press: ['.actions a[href*="uninstall"]', 'nav.chips a >> nth=1'], most: 1_000 },
  { name: 'permissions', at: '/app/access/matrix' },
  { name: 'actions', at: '/app/actions' },
  { name: 'audit', at: '/app/audit?model=meeting.event' },
  { name: 'api', at: '/api/docs' },
  { name: 'calendar', at: '/app/calendar?day=2027-03-08', most: 1_000 },
  { name: 'timeline', at: '/app/rooms/timeline?day=2027-03-08' },
  { name: 'find-room', at: '/app/rooms/find' },
  { name: 'reports', at: '/app/reports' },
  { name: 'video-services', at: '/app/providers' },
  { name: 'bookings', at: '/app/bookings' },
  { name: 'new-link', at: '/app/booking-links/new', most: 1_000 },
  { name: 'mail-templates', at: '/app/mail-templates' },
];

const example = await openExample('2027-03-05T08:12:00Z');
try {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith('.png')) rmSync(path.join(folder, name));
  const meeting = await fill(example);
  const { url } = example.app;
  const booking = `${example.bookingPage}?tz=Europe%2FLondon&month=2027-03&day=2027-03-09`;
  const open = (width: number, colorScheme: 'light' | 'dark', height: number) => visit(example, { viewport: { width, height }, colorScheme });
  for (const width of widths) {
    const high = width > 600 ? 720 : 812;
    for (const colorScheme of ['light', 'dark'] as const) {
      const { context, page } = await open(width, colorScheme, high);
      await signIn(example, page);
      const pages = {
        meetings: `${url}/app/meeting.event`,
        ...(colorScheme === 'light' ? { meeting, rooms: `${url}/app/meeting.room`, settings: `${url}/app/settings` } : {}),
      };
      for (const [name, address] of Object.entries(pages)) {
        await page.goto(address);
        await write(page, colorScheme === 'light' ? `${name}-${width}` : `${name}-dark-${width}`);
      }
      for (const { name, at, press = [], most } of colorScheme === 'light' ? administration : []) {
        await page.goto(`${url}${at}`);
        for (const target of press) {
          await page.click(target);
          await page.waitForLoadState();
        }
        await write(page, `admin-${name}-${width}`, most ?? (width > 600 ? 600 : 812));
      }
      await context.close();
    }
  }
  for (const width of widths) {
    const high = width > 600 ? 560 : 812;
    const dark = await open(width, 'dark', high);
    await dark.page.goto(booking);
    await write(dark.page, `booking-dark-${width}`);
    await dark.context.close();
    const { context, page } = await open(width, 'light', high);
    await page.goto(booking);
    await write(page, `booking-${width}`);
    await page.click('.times a >> nth=0');
    await page.fill('[name=name]', 'Amara Okafor');
    await page.fill('[name=email]', 'amara@example.net');
    await write(page, `booking-form-${width}`);
    await page.click('main button[type=submit]');
    await page.waitForURL('**/booking/**');
    await write(page, `booked-${width}`);
    // The time is free again for the next width.
    await page.click('a[href*="/cancel"]');
    await page.click('main button[type=submit]');
    await page.waitForURL(/\/booking\/[^/]+$/);
    await page.goto(`${url}/sign-in`);
    await write(page, `sign-in-${width}`);
    await context.close();
  }
} finally {
  await example.close();
}
process.exit(0); // the database server of the kit ends with this process
