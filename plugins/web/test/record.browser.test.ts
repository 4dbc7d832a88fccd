import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, openBrowser } from '#core/testing';
import { type Garden, openGarden } from './open-garden.ts';

let site: Garden;
let browser: Browser;
let page: Page;
let bed = '';
const faults: string[] = [];

async function signedIn(options: Parameters<Browser['newContext']>[0] = {}): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', viewport: { width: 1280, height: 900 }, ...options });
  const opened = await context.newPage();
  opened.on('pageerror', (error) => faults.push(error.message));
  await opened.goto(`${site.app.url}/sign-in`);
  await opened.fill('[name=email]', 'ada@example.org');
  await opened.fill('[name=password]', 'a long enough phrase');
  await opened.click('main button[type=submit]');
  await opened.waitForURL('**/app');
  return { context, page: opened };
}

beforeAll(async () => {
  site = await openGarden({ clock: '2027-04-15T10:00:00Z' });
  const beds = await site.garden.model('garden.bed').create(
    ['South', 'North', 'East'].map((name, index) => ({
      name,
      size: index + 1,
      opened: new Date(`2027-04-1${index + 4}T08:00:00Z`),
      closed: new Date(`2027-04-1${index + 4}T10:00:00Z`),
    })),
  );
  bed = beds[0]?.id ?? '';
  await site.garden.model('garden.tag').create(Array.from({ length: 120 }, (_, index) => ({ name: `Tag ${index}` })));
  await site.garden.model('garden.plant').create({ name: 'Sage', bed });
  browser = await openBrowser();
  ({ page } = await signedIn());
});
afterAll(async () => {
  await browser?.close();
  await site?.app.close();
});

describe('records in a browser', { timeout: 60_000 }, () => {
  it('shows and locks fields while somebody types', async () => {
    await page.goto(`${site.app.url}/app/garden.bed/${bed}?edit=1`);
    expect(await page.isVisible('#height')).toBe(false);
    await page.check('#fenced');
    expect(await page.isVisible('#height')).toBe(true);
    expect(await page.getAttribute('#height', 'required')).not.toBeNull();
    await page.selectOption('#kind', 'trees');
    expect(await page.isDisabled('#planted')).toBe(true);
    await page.selectOption('#kind', 'herbs');
    expect(await page.isDisabled('#planted')).toBe(false);
    await page.uncheck('#fenced');
    expect(await page.isVisible('#height')).toBe(false);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    await page.click('.actions button.primary');
    await page.waitForSelector('text=Saved.');
  });

  it('finds a reference among many by typing, and makes one that is missing', async () => {
    await page.goto(`${site.app.url}/app/garden.plant/new`);
    await page.fill('#name', 'Thyme');
    await page.focus('#bed');
    await page.keyboard.type('sou');
    await page.waitForSelector('[role=option]:has-text("South")');
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.focus('#tag');
    await page.keyboard.type('Tag 117');
    await page.waitForSelector('[role=option]:has-text("Tag 117")');
    await page.keyboard.press('Enter');
    expect(await page.inputValue('#tag')).toBe('Tag 117');
    await page.fill('#tag', 'Provence');
    await page.waitForSelector('[role=option]:has-text("Create “Provence”")');
    await page.keyboard.press('Enter');
    await page.waitForSelector('select[name=tag] option:checked:has-text("Provence")', { state: 'attached' });
    await page.click('.actions button.primary');
    await page.waitForSelector('text=Saved.');
    expect(await page.textContent('main')).toContain('Provence');
    expect(await page.textContent('main')).toContain('South');
  });

  it('walks along the list by its neighbours', async () => {
    await page.goto(`${site.app.url}/app/garden.bed`);
    await page.click('td.main a:has-text("East")');
    await page.click('[rel=next]');
    await page.waitForSelector('h1:text("North")');
    await page.click('[rel=next]');
    await page.waitForSelector('h1:text("South")');
    expect(await page.isVisible('[rel=next]')).toBe(false);
    await page.click('.more summary');
    expect(await page.isVisible('.more .pop')).toBe(true);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.isVisible('.more .pop')).toBe(false);
  });

  it('drags a card into another column', async () => {
    await page.goto(`${site.app.url}/app/garden.bed/view/cards`);
    await page.dragAndDrop(`#card-${bed} h3`, '[data-lane=trees] ul');
    await page.waitForSelector('text=Moved.');
    expect(await page.isVisible(`[data-lane=trees] #card-${bed}`)).toBe(true);
    expect(await site.garden.model('garden.bed').get(bed)).toMatchObject({ kind: 'trees' });
  });

  it('moves a card by keyboard', async () => {
    await page.selectOption(`#card-${bed} select`, 'herbs');
    await page.waitForSelector('text=Moved.');
    expect(await site.garden.model('garden.bed').get(bed)).toMatchObject({ kind: 'herbs' });
  });

  it('meets no script error on the way', () => {
    expect(faults).toEqual([]);
  });
});

const addresses = () => [
  `/app/garden.bed/${bed}`,
  `/app/garden.bed/${bed}?tab=plants`,
  `/app/garden.bed/${bed}?edit=1`,
  `/app/garden.bed/${bed}/technical`,
  '/app/technical/garden.bed',
  '/app/garden.bed/view/cards',
  '/app/garden.bed/view/calendar',
  '/app/garden.bed/view/calendar?mode=week',
  '/app/garden.bed/view/graph',
  '/app/garden.bed/view/graph?type=pie&measure=sum%3Asize&by=opened%3Amonth',
  '/app/garden.bed/view/pivot',
];

describe('every page, wide and light, on a phone and dark', () => {
  it('has no fault that axe finds, and no line that is wider than the screen', { timeout: 240_000 }, async () => {
    const visit = await signedIn({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    for (const address of addresses()) {
      await visit.page.goto(site.app.url + address);
      for (const [width, colorScheme] of [
        [1280, 'light'],
        [375, 'dark'],
      ] as const) {
        await visit.page.setViewportSize({ width, height: 900 });
        await visit.page.emulateMedia({ colorScheme });
        expect([address, width, await axe(visit.page)]).toEqual([address, width, []]);
        expect([address, await visit.page.evaluate('document.documentElement.scrollWidth')]).toEqual([address, width]);
      }
    }
    await visit.context.close();
  });
});
