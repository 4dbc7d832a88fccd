import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { axe, bootTestApp, openBrowser, type TestApp } from '#core/testing';

let app: TestApp;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  app = await bootTestApp({ only: ['meetings'] });
  const env: Env<'base'> = app.env('base');
  await env.service('base').ensureAdmin({ email: 'ada@example.org', password: 'a long enough phrase', name: 'Ada', timeZone: 'Europe/Berlin' });
  browser = await openBrowser();
  const context = await browser.newContext({ timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`${app.url}/sign-in`);
  await page.fill('[name=email]', 'ada@example.org');
  await page.fill('[name=password]', 'a long enough phrase');
  await page.click('main button[type=submit]');
  await page.waitForURL('**/app');
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

describe('the admin by keyboard', { timeout: 60_000 }, () => {
  it('goes by the palette to the form for a new room', async () => {
    await page.keyboard.press('Control+k');
    expect(await axe(page)).toEqual([]);
    await page.keyboard.type('new room');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/app/meeting.room/new');
  });

  it('finds a zone by a part of its name, and the form keeps it', async () => {
    await page.fill('[name=name]', 'Harbour');
    await page.focus('[role=combobox][id=timeZone]');
    await page.keyboard.type('buenos aires');
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await page.inputValue('select[name=timeZone]')).toBe('America/Argentina/Buenos_Aires');
    await page.click('main form.form button.primary');
    await page.waitForSelector('text=Saved.');
    expect(await page.textContent('main')).toContain('America/Argentina/Buenos Aires');
    expect(page.url()).not.toContain('said=');
  });

  it('keeps forms within the width of a phone, the list of zones open', async () => {
    await page.setViewportSize({ width: 375, height: 800 });
    await page.goto(`${app.url}/app/meeting.room/new`);
    await page.click('[role=combobox][id=timeZone]');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('walks the rows of a list, and opens the one it stands on', async () => {
    await page.goto(`${app.url}/app/meeting.room`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:text("Harbour")');
  });

  it('shows its keys, and closes them by Escape', async () => {
    await page.keyboard.press('?');
    await page.waitForSelector('#keys[open]');
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector('#keys:not([open])', { state: 'attached' });
  });

  it('keeps the chosen colours on the next page', async () => {
    await page.click('.me summary');
    await page.click('[data-theme-choice=dark]');
    expect(await axe(page)).toEqual([]);
    await page.goto(`${app.url}/app`);
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
  });

  it('asks before something typed is lost', async () => {
    await page.goto(`${app.url}/app/meeting.room/new`);
    await page.fill('[name=name]', 'Half typed');
    const asked = page.waitForEvent('dialog');
    const leaving = page.goto(`${app.url}/app`).catch(() => undefined);
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await leaving;
    expect(await page.inputValue('[name=name]')).toBe('Half typed');
  });

  it('meets no script error on the way', () => {
    expect(faults).toEqual([]);
  });
});
