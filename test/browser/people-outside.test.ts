import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { axe, bootTestApp, openBrowser, type TestApp } from '#core/testing';
import type {} from '../../plugins/contacts/schema.ts';

/** Contacts, external calendars and the exchange of meetings as a person sees them; most of it without scripts. */
let app: TestApp;
let browser: Browser;
let page: Page;
let contact = '';

const signIn = async (scripts: boolean): Promise<Page> => {
  const context = await browser.newContext({
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    javaScriptEnabled: scripts,
    viewport: { width: 1280, height: 900 },
  });
  const made = await context.newPage();
  await made.goto(`${app.url}/sign-in`);
  await made.fill('[name=email]', 'ada@example.org');
  await made.fill('[name=password]', 'a long enough phrase');
  await made.click('main button[type=submit]');
  await made.waitForURL('**/app');
  return made;
};

/** Within a phone, without barriers; back to the desk. */
async function fits(): Promise<void> {
  expect(await axe(page)).toEqual([]);
  await page.setViewportSize({ width: 375, height: 800 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
  await picture('phone');
  await page.setViewportSize({ width: 1280, height: 900 });
  await picture('wide');
}

async function picture(kind: string): Promise<void> {
  const folder = process.env.ATRIUM_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${new URL(page.url()).pathname.replaceAll('/', '_').slice(0, 40)}-${kind}.png`, fullPage: true });
}

beforeAll(async () => {
  app = await bootTestApp({ only: ['contacts', 'external-calendars', 'meeting-exchange'] });
  const base: Env<'base'> = app.env('base');
  await base.service('base').ensureAdmin({ email: 'ada@example.org', password: 'a long enough phrase', name: 'Ada', timeZone: 'Europe/Berlin' });
  const env: Env<'contacts'> = app.env('contacts');
  contact = (await env.model('contacts.contact').create({ name: 'Gita Guest', email: 'gita@guest.example', company: 'Himal Ltd' })).id;
  await env.model('contacts.suggestion').create({ contact, field: 'name', value: 'Gita G.' });
  await env.model('contacts.contact').create({ name: 'Gita at home', email: 'home@guest.example' });
  browser = await openBrowser();
  page = await signIn(true);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

describe('contacts', { timeout: 60_000 }, () => {
  it('are a list, cards and a page with meetings and suggestions', async () => {
    await page.goto(`${app.url}/app/contacts.contact`);
    expect(await page.textContent('main')).toContain('Himal Ltd');
    await fits();
    await page.goto(`${app.url}/app/contacts.contact/${contact}`);
    expect(await page.textContent('main')).toContain('No coming meeting that you may see.');
    expect(await page.textContent('main')).toContain('Gita G.');
    await fits();
  });

  it('are merged by the address of the one that stays', async () => {
    const plain = await signIn(false);
    await plain.goto(`${app.url}/app/contacts.contact?q=home`);
    await plain.click('td.main a:has-text("Gita at home")');
    await plain.click('main :is(button, a):has-text("Merge")');
    await plain.fill('main [name=email]', 'gita@guest.example');
    await plain.click('main form button.danger, main form button.primary');
    await plain.waitForURL(`**/app/contacts.contact/${contact}*`);
    await plain.goto(`${app.url}/app/contacts.contact/${contact}?tab=addresses`);
    expect(await plain.textContent('main')).toContain('home@guest.example');
    await plain.context().close();
  });

  it('are nothing to a visitor', async () => {
    for (const address of [
      '/app/contacts.contact',
      `/app/contacts.contact/${contact}`,
      '/app/contacts.contact/export',
      '/app/meeting-exchange',
      '/app/me/calendars',
    ]) {
      const answer = await fetch(app.url + address, { redirect: 'manual', headers: { accept: 'text/html' } });
      expect(answer.headers.get('location')).toMatch(/^\/sign-in/);
      expect(await answer.text()).not.toContain('Gita');
    }
  });
});

it('an external calendar is added, shown without its address, and removed', { timeout: 60_000 }, async () => {
  await page.goto(`${app.url}/app/me`);
  await page.click('a:has-text("My external calendars")');
  await fits();
  await page.fill('[name=name]', 'Private');
  await page.fill('[name=address]', 'ftp://example.org');
  await page.click('main form button.primary');
  await page.waitForSelector('.fault');
  expect(await page.inputValue('[name=address]')).toBe('');
  await page.fill('[name=address]', `${app.url}/no-calendar-here?secret-token`);
  await page.click('main form button.primary');
  await page.waitForSelector('td:has-text("Private")');
  await app.runJobs();
  await page.reload();
  expect(await page.textContent('main')).toContain('The server of the calendar refused.');
  expect(await page.content()).not.toContain('secret-token');
  await fits();
  await page.click('a:has-text("Remove")');
  await page.click('main button.danger');
  await page.waitForSelector('text=No calendars yet.');
});

it('meetings are imported after a preview, without scripts', { timeout: 60_000 }, async () => {
  const plain = await signIn(false);
  await plain.goto(`${app.url}/app/meeting-exchange`);
  const file = 'Subject,Start,End\r\nBoard,2099-03-09 10:00,2099-03-09 11:00\r\nBroken,soon,later\r\n';
  await plain.setInputFiles('[name=file]', { name: 'meetings.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await plain.click('main form button.primary');
  await plain.waitForURL('**/app/meeting-exchange/*');
  await page.goto(plain.url());
  await fits();
  await plain.click('button[value=apply]');
  expect(await plain.textContent('main')).toContain('Nothing was imported.');
  await plain.check('input[type=checkbox][name=skip]');
  await plain.click('button[value=apply]');
  await plain.waitForURL('**/app/meeting.event*');
  expect(await plain.textContent('body')).toContain('Imported meetings: 1.');
  await page.goto(`${app.url}/app/meeting-exchange`);
  await fits();
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${app.url}/app/meeting-exchange/meetings.ics?from=2099-03-01&to=2099-03-31`, { headers: { cookie } });
  expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  expect(await answer.text()).toContain('SUMMARY:Board');
  await plain.context().close();
});
