import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, openBrowser } from '#core/testing';
import { openShelf, type Shelf } from '../shelf/open-shelf.ts';

let shelf: Shelf;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  shelf = await openShelf({ clock: '2027-03-10T09:00:00Z' });
  await shelf.visitor('admin@example.org', true);
  const author = (await shelf.store('shelf.author').create({ name: 'Maximiliane von Habsburg-Sommerfeld' })).id;
  await shelf.store('shelf.book').create(
    Array.from({ length: 120 }, (_, n) => ({
      title: `Book ${String(n).padStart(3, '0')}`,
      pages: n + 1,
      kind: n % 2 ? 'novel' : 'poetry',
      author,
      readAt: new Date('2027-03-09T09:00:00Z'),
    })),
  );
  browser = await openBrowser();
  const context = await browser.newContext({ timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`${shelf.app.url}/sign-in`);
  await page.fill('[name=email]', 'admin@example.org');
  await page.fill('[name=password]', 'a rather long phrase');
  await page.click('main button[type=submit]');
  await page.waitForURL('**/app');
});
afterAll(async () => {
  await browser?.close();
  await shelf?.close();
});

const list = () => `${shelf.app.url}/app/shelf.book`;

describe('a list in the browser', { timeout: 120_000 }, () => {
  it('is walked, selected and searched by keyboard', async () => {
    await page.goto(list());
    for (const key of ['j', 'j', 'k', 'x', 'j', 'x']) await page.keyboard.press(key);
    expect(await page.textContent('.bulk-bar output')).toBe('2 selected');
    expect(await page.locator('input[name=id]:checked').count()).toBe(2);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:text("Book 001")');
    await page.goBack();
    await page.keyboard.press('/');
    await page.keyboard.type('Book 007');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/shelf.book?q=Book+007');
    expect(await page.locator('td.main').count()).toBe(1);
  });

  it('builds a filter with what fits the field', async () => {
    await page.goto(list());
    await page.click('summary[aria-label=Filter]');
    await page.selectOption('[name=field]', 'kind');
    expect(await page.locator('[name=operator] option').allTextContents()).toEqual(['is', 'is not']);
    await page.selectOption('select[name=value]', 'poetry');
    expect(await axe(page)).toEqual([]);
    await page.click('.builder button');
    await page.waitForURL('**/shelf.book?where=kind.eq.poetry');
    await page.click('summary[aria-label=Filter]');
    await page.selectOption('[name=field]', 'readAt');
    await page.selectOption('[name=operator]', 'before');
    expect(await page.getAttribute('input[name=value]', 'type')).toBe('date');
    await page.fill('input[name=value]', '2027-03-09');
    await page.click('.builder button');
    await page.waitForSelector('text=Nothing matches');
    await page.click('text=Clear the filters');
    await page.waitForSelector('td.main');
  });

  it('turns a switch without leaving the page', async () => {
    await page.goto(list());
    const first = page.locator('button.switch').first();
    await first.click();
    await page.waitForSelector('button.switch[aria-checked=true]');
    expect(await first.textContent()).toContain('Yes');
    await page.reload();
    expect(await page.locator('button.switch[aria-checked=true]').count()).toBe(1);
  });

  it('does something to all that match, after asking', async () => {
    await page.goto(`${list()}?where=pages.gte.11`);
    await page.check('[data-pick-page]');
    expect(await page.textContent('.bulk-bar output')).toBe('50 selected');
    await page.check('input[name=all]');
    expect(await page.textContent('.bulk-bar output')).toBe('All 110 that match');
    await page.click('button[value=archive]');
    await page.waitForSelector('text=110 selected');
    expect(await axe(page)).toEqual([]);
    await page.click('main form.form button.primary');
    await page.waitForSelector('text=Nothing matches');
    await page.goto(`${list()}?archived=1`);
    expect(await page.textContent('.pages')).toContain('of 110');
    await page.goto(list());
    expect(await page.textContent('.pages')).toContain('of 10');
  });

  it('goes through an import', async () => {
    await page.goto(`${list()}/import`);
    expect(await axe(page)).toEqual([]);
    await page.setInputFiles('#file', { name: 'books.csv', mimeType: 'text/csv', buffer: Buffer.from('Title;Pages\nNew one;7\nNew two;8\n') });
    await page.click('main form button.primary');
    await page.waitForSelector('table.preview');
    expect(await axe(page)).toEqual([]);
    await page.click('button[value=check]');
    await page.waitForSelector('text=All rows are in order: 2 new');
    await page.click('button[value=apply]');
    await page.waitForSelector('text=Imported: 2 new');
    expect(await page.textContent('main')).toContain('New two');
  });

  it.each([
    ['light', 1280],
    ['dark', 375],
  ] as const)('is clean and fits, %s at %i pixels', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    const fits = async (what: string) => expect([what, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([what, width]);
    for (const query of ['?size=20', '?group=kind&open=poetry', '?where=pages.gte.3&q=zebra']) {
      await page.goto(list() + query);
      await fits(query);
      expect([query, await axe(page)]).toEqual([query, []]);
    }
    for (const menu of ['Group by', 'Favourites', 'Columns', 'Export']) {
      await page.goto(`${list()}?q=zebra`);
      await page.click(`summary[aria-label="${menu}"]`);
      await fits(menu);
      expect([menu, await axe(page)]).toEqual([menu, []]);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('meets no script error on the way', () => {
    expect(faults).toEqual([]);
  });
});
