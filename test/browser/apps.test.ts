import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApp, openBrowser, type TestApp } from '#core/testing';
import { inspectPage } from '../tool/inspect-page.ts';

const admin = { email: 'admin@example.com', password: 'quiet-harbour-lamp-41' };
let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  const folder = fileURLToPath(new URL('apps', import.meta.url));
  app = await bootTestApp({ config: { adminEmail: admin.email, adminPassword: admin.password, pluginFolders: [folder] } });
  await app.app.firstAdmin();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function signedIn(options: { javaScriptEnabled: boolean }): Promise<Page> {
  const page = await (await browser.newContext({ ...options, acceptDownloads: true })).newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${app.url}/sign-in`);
  await page.fill('[name=email]', admin.email);
  await page.fill('[name=password]', admin.password);
  await page.click('main button[type=submit]');
  await page.waitForURL('**/app**');
  return page;
}

const visit = async (): Promise<string> => {
  const answer = await fetch(`${app.url}/visitors`);
  return `${answer.status} ${answer.ok ? await answer.text() : ''}`.trim();
};
const database = () => app.app.runtime.database;
const exists = async (table: string): Promise<boolean> => (await database().query('SELECT 1 FROM pg_class WHERE relname = $1::text', [table])).rowCount > 0;

/** From the page of the app: the button that asks for a plan, the plan, and its button; then the result. */
async function change(page: Page, label: string): Promise<void> {
  await page.goto(`${app.url}/app/apps/visitors`);
  await page.click(`.actions a:has-text("${label}")`);
  await press(page);
}
async function press(page: Page): Promise<void> {
  await page.click('.apply button[type=submit]');
  await page.waitForSelector('main .notice.ok:has-text("Done."), main .notice.danger');
  expect(await page.textContent('main')).toContain('Done.');
}

describe('an app from a folder, by an administrator without scripts', { timeout: 120_000 }, () => {
  let page: Page;
  beforeAll(async () => {
    page = await signedIn({ javaScriptEnabled: false });
  });

  it('is found, read about and planned before anything happens', async () => {
    await page.goto(`${app.url}/app/apps`);
    await page.fill('[name=q]', 'few words');
    await page.press('[name=q]', 'Enter');
    await page.waitForURL('**q=few*');
    expect(await page.locator('.cards .card').count()).toBe(1);
    expect(await page.textContent('.cards .card')).toMatch(/Visitors’ book.*Not installed/s);
    await page.click('.cards .card h2 a');
    const detail = await page.textContent('main');
    for (const text of ['May send mail.', 'May call the server api.example.com.', 'People and settings', 'visitors: a few words', '<script>'])
      expect(detail).toContain(text);
    expect(await page.title()).not.toBe('broken');
    await page.click('.actions a:has-text("Install")');
    const plan = await page.textContent('main');
    for (const text of [
      'Nothing has been done yet.',
      'Install Visitors’ book 1.2.0',
      'tables 1, columns in others’ tables 1',
      'base_person.visitors_name',
      'CREATE TABLE visitors_entry',
    ])
      expect(plan).toContain(text);
    expect(await exists('visitors_entry')).toBe(false);
    expect(await visit()).toBe('404');
  });

  it('is installed, used, set up, turned off and on again, without a restart', async () => {
    await change(page, 'Install');
    expect(await page.textContent('main')).toMatch(/visitors\.first.*made/s);
    expect(await visit()).toBe('200 1 in the book');
    await page.goto(`${app.url}/app/settings/visitors`);
    await page.fill('[name=greeting]', 'Servus');
    await page.click('main .form .button.primary');
    await page.waitForSelector('.notice.ok');
    await change(page, 'Turn off');
    expect(await visit()).toBe('404');
    await change(page, 'Turn on');
    expect(await visit()).toBe('200 1 in the book');
    expect(await page.goto(`${app.url}/app/settings/visitors`).then(() => page.inputValue('[name=greeting]'))).toBe('Servus');
  });

  it('leaves its data where it was uninstalled, and finds it again', async () => {
    await change(page, 'Uninstall');
    expect(await visit()).toBe('404');
    await page.goto(`${app.url}/app/apps/left-over`);
    expect(await page.textContent('main')).toMatch(/Visitors’ book.*Uninstalled, its data was kept.*visitors_entry.*base_person\.visitors_name/s);
    await page.click('a:has-text("Install again")');
    expect(await page.textContent('main')).toContain('finds the data that was kept');
    await press(page);
    expect(await visit()).toBe('200 1 in the book');
  });

  it('is removed for good only when its name is typed; an export is offered first, without secrets', async () => {
    await page.goto(`${app.url}/app/apps/visitors`);
    await page.click('.actions a:has-text("Uninstall")');
    await page.click('a.chip:has-text("Remove its data for good")');
    expect(await page.textContent('main')).toMatch(/What would be lost.*Rows in all: 1\..*visitors_entry/s);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a:has-text("Export its data")')]);
    const lines = readFileSync(await download.path(), 'utf8');
    expect(lines).toContain('"The house"');
    expect(lines).not.toContain('sesame');
    await page.fill('[name=confirm]', 'visitor');
    await page.click('.apply button[type=submit]');
    await page.waitForSelector('#confirm-fault');
    expect(await exists('visitors_entry')).toBe(true);
    await page.fill('[name=confirm]', 'visitors');
    await press(page);
    expect(await visit()).toBe('404');
    expect(await exists('visitors_entry')).toBe(false);
    expect(
      (await database().query("SELECT 1 FROM pg_attribute WHERE attrelid = 'base_person'::regclass AND attname = 'visitors_name' AND NOT attisdropped"))
        .rowCount,
    ).toBe(0);
    await page.goto(`${app.url}/app/apps/left-over`);
    expect(await page.textContent('main')).toContain('Nothing is left over');
    await page.goto(`${app.url}/app/apps/history`);
    expect(await page.textContent('main')).toMatch(/Remove Visitors’ book with all its data.*Turn off Visitors’ book.*Install Visitors’ book 1\.2\.0/s);
  });

  it('does not do what was planned for another state', async () => {
    await page.goto(`${app.url}/app/apps/visitors/plan?kind=install`);
    const other = await signedIn({ javaScriptEnabled: false });
    await change(other, 'Install');
    await page.click('.apply button[type=submit]');
    await page.waitForSelector('main .notice.danger');
    expect(await page.textContent('main')).toContain('It was not done, and nothing has changed.');
  });

  it('cannot be what everything hangs on', async () => {
    await page.goto(`${app.url}/app/apps/base/plan?kind=disable`);
    expect(await page.textContent('main')).toContain('without it nobody could sign in');
    expect(await page.locator('.apply button').count()).toBe(0);
  });
});

describe('the pages of apps and settings, on a wide screen and a phone, light and dark', () => {
  it('have nothing in the way, in English and in German', { timeout: 480_000 }, async () => {
    const page = await signedIn({ javaScriptEnabled: true });
    const problems: string[] = [];
    const pages = ['', '/mail', '/visitors', '/visitors/plan?kind=disable', '/mail/plan?kind=uninstall&mode=purge', '/history', '/processes', '/left-over'];
    for (const path of pages) {
      await page.goto(`${app.url}/app/apps${path}`);
      problems.push(...(await inspectPage(page, `apps${path}`)));
    }
    for (const path of ['', '/mail', '?q=address']) {
      await page.goto(`${app.url}/app/settings${path}`);
      problems.push(...(await inspectPage(page, `settings${path}`)));
    }
    await change(page, 'Turn off');
    await database().query("UPDATE base_person SET language = 'de'");
    await page.goto(`${app.url}/app/apps?q=besucher`);
    expect(await page.textContent('.cards .card')).toMatch(/Besucherbuch.*Gäste hinterlassen.*Ausgeschaltet/s);
    await page.goto(`${app.url}/app/apps/visitors/plan?kind=uninstall&mode=purge`);
    expect(await page.textContent('main')).toMatch(/Besucherbuch deinstallieren.*Noch ist nichts getan.*werden endgültig entfernt.*Was verloren ginge/s);
    problems.push(...(await inspectPage(page, 'German plan')));
    expect(problems).toEqual([]);
  });
});
