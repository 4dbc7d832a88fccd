import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, openBrowser } from '#core/testing';
import { openWorkspace, type Workspace } from './open-workspace.ts';

let workspace: Workspace;
let browser: Browser;
let page: Page;
const admin = { email: 'admin@example.com', password: 'quiet-harbour-lamp-41' };

beforeAll(async () => {
  workspace = await openWorkspace({ clock: '2027-03-30T10:00:00Z', config: { adminEmail: admin.email, adminPassword: admin.password } });
  await workspace.app.app.firstAdmin();
  await workspace.meetings(['2027-03-22T08:00:00Z', '2027-03-23T08:00:00Z']);
  browser = await openBrowser();
  page = await (await browser.newContext({ timezoneId: 'Europe/Berlin', javaScriptEnabled: true, viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${workspace.app.url}/sign-in`);
  await page.fill('[name=email]', admin.email);
  await page.fill('[name=password]', admin.password);
  await page.click('main button[type=submit]');
  await page.waitForURL('**/app**');
});
afterAll(async () => {
  await browser?.close();
  await workspace?.app.close();
});

describe('reports in a browser', { timeout: 60_000 }, () => {
  it('are reached from the menu; a period is chosen and walked through', async () => {
    await page.click('nav.side a[href="/app/reports"]');
    await page.click('.report-nav a:has-text("Meetings")');
    await page.selectOption('[name=period]', 'week');
    await page.fill('.report-bar [name=from]', '2027-03-24');
    await page.click('.report-bar button');
    expect(await page.textContent('.title p')).toContain('Mar 22, 2027');
    expect(await page.locator('.graph').count()).toBeGreaterThan(0);
    await page.click('.report-steps a:has-text("Earlier")');
    expect(await page.textContent('.title p')).toContain('Mar 15, 2027');
    await page.click('.report-nav a:has-text("Room use")');
    expect(await page.textContent('.title p')).toContain('Mar 15, 2027');
  });

  it('please axe on each page, wide and on a phone, and print their charts', async () => {
    for (const name of ['', '/meetings', '/rooms', '/growth']) {
      await page.goto(`${workspace.app.url}/app/reports${name}?period=week&from=2027-03-22`);
      for (const width of [1280, 375]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await axe(page), `${name} ${width}`).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${name} ${width}`).toBe(true);
      }
    }
    await page.goto(`${workspace.app.url}/app/reports/meetings?period=week&from=2027-03-22`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.isVisible('.graph')).toBe(true);
    expect(await page.isVisible('.report-part table')).toBe(true);
    for (const hidden of ['.report-bar', '.report-nav', '.side', '.bar']) expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
  });
});
