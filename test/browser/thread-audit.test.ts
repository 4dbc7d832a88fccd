import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectPage } from '../tool/inspect-page.ts';
import { type Example, openExample, signIn, visit } from '../tool/open-example.ts';

let example: Example;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  example = await openExample('2027-03-05T08:12:00Z');
  const answer = await fetch(example.bookingPage, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Sita Kharel', email: 'sita@example.net', start: '2027-03-08T08:00:00.000Z', tz: 'Asia/Kathmandu', language: 'en' }),
  });
  expect(answer.status).toBe(201);
  ({ context, page } = await visit(example, { javaScriptEnabled: false }));
  await signIn(example, page);
});
afterAll(async () => {
  await context?.close();
  await example?.close();
});

describe('talking about a meeting and looking into the logs, in a browser without scripts', () => {
  it('writes, attaches, changes, takes back, follows', { timeout: 120_000 }, async () => {
    await page.goto(`${example.app.url}/app/meeting.event`);
    await page.click('td.main a');
    await page.fill('#thread-body', 'Please read the **agenda**: https://example.org/agenda');
    await page.setInputFiles('#thread-files', [{ name: 'agenda.txt', mimeType: 'text/plain', buffer: Buffer.from('Nine: doors open') }]);
    await page.click('button[value=comment]');
    expect(page.url()).toContain('#thread');
    const first = page.locator('.thread-list li').first();
    expect(await first.locator('strong', { hasText: 'agenda' }).count()).toBe(1);
    const file = await page.request.get((await first.locator('.files a').getAttribute('href'))?.replace(/^/, example.app.url) ?? '');
    expect(await file.text()).toBe('Nine: doors open');
    await page.locator('.follow button').click();
    expect(await page.locator('.follow button').innerText()).toContain('Follow');
    await page.click('text=Change or take back');
    await page.fill('[name=body]', 'Please read it');
    await page.click('main button.primary');
    await page.locator('.thread-list li').first().getByText('Edited').click();
    expect(await page.locator('main').innerText()).toContain('Earlier texts');
    await page.click('main button.danger');
    expect(await page.locator('.thread-list li').first().innerText()).toContain('This message was taken back.');
  });

  it('finds it in the history of the record and narrows the log', { timeout: 120_000 }, async () => {
    const history = await page.locator('a[href^="/app/audit?record="]').first().getAttribute('href');
    await page.goto(example.app.url + history);
    expect(await page.locator('table.audit tbody tr').count()).toBe(1);
    await page.goto(`${example.app.url}/app/audit`);
    await page.click('details.filter summary');
    await page.selectOption('#operation', 'update');
    await page.click('details.filter button.primary');
    expect(page.url()).toContain('operation=update');
    expect(new Set(await page.locator('table.audit tbody tr td:nth-child(3)').allInnerTexts())).toEqual(new Set(['Changed']));
  });
});

describe('the pages of conversations and logs', () => {
  it('are without faults on a wide screen and a phone, light and dark', { timeout: 240_000 }, async () => {
    const { context: other, page: open, faults } = await visit(example);
    await signIn(example, open);
    await fetch(`${example.app.url}/sign-in`, { method: 'POST', body: new URLSearchParams({ email: 'nobody@example.org', password: 'wrong' }) });
    await example.app.app.runtime.security.flush();
    const problems: string[] = [];
    await open.goto(`${example.app.url}/app/meeting.event`);
    await open.click('td.main a');
    problems.push(...(await inspectPage(open, 'meeting with its conversation')));
    const thread = await open.locator('.thread form.form').getAttribute('action');
    for (const path of [
      thread ?? '',
      '/app/audit',
      '/app/audit?operation=create',
      '/app/audit?model=base.picture',
      '/app/security',
      '/app/security?month=1999-01',
    ]) {
      await open.goto(example.app.url + path);
      problems.push(...(await inspectPage(open, path)));
    }
    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
    await other.close();
  });
});
