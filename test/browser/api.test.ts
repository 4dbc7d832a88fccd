import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectPage } from '../tool/inspect-page.ts';
import { type Example, openExample, signIn, visit } from '../tool/open-example.ts';

let example: Example;
let context: BrowserContext;
let page: Page;
let faults: string[];
beforeAll(async () => {
  example = await openExample('2027-03-05T08:12:00Z');
  ({ context, page, faults } = await visit(example));
  await signIn(example, page);
});
afterAll(async () => {
  await context?.close();
  await example?.close();
});

describe('pages of the API, on a wide screen and a phone, light and dark', () => {
  it('a key is made, shown once, used and revoked', { timeout: 240_000 }, async () => {
    const problems: string[] = [];
    const inspect = async (what: string) => problems.push(...(await inspectPage(page, what)));
    const base = example.app.url;
    await page.goto(`${base}/app/me`);
    await page.click('text=My API keys');
    await inspect('no keys');
    await page.click('text=New key');
    await page.fill('[name=name]', 'Room displays');
    await page.check('[value=chosen]');
    await page.click('form.form button[type=submit]');
    await inspect('a key that opens nothing');
    expect(await page.textContent('.fault')).toBe('Choose what the key opens.');
    await page.selectOption('[name="model:meeting.room"]', 'read');
    await page.click('form.form button[type=submit]');
    const key = await page.inputValue('#key');
    await inspect('the key');
    expect(key).toMatch(/^atr_[A-Za-z0-9_-]{43}$/);
    const ask = (path: string) => fetch(base + path, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask('/api/v1/meeting.room')).status).toBe(200);
    expect((await ask('/api/v1/meeting.event')).status).toBe(403);
    await page.goto(`${base}/app/me/keys?all=1`);
    await inspect('keys of everybody');
    expect(await page.textContent('main table')).toContain('Reading: Rooms');
    expect(await page.content()).not.toContain(key);
    await page.click('text=Revoke');
    await inspect('the question before revoking');
    await page.click('form.form button[type=submit]');
    expect(await page.textContent('main table')).toContain('Revoked');
    expect((await ask('/api/v1/meeting.room')).status).toBe(401);
    expect([...problems, ...faults]).toEqual([]);
  });

  it('the reference is found through, model by model', { timeout: 240_000 }, async () => {
    const problems: string[] = [];
    await page.goto(`${example.app.url}/api/docs?q=capacity`);
    expect(await page.locator('main table >> nth=0 >> tbody tr').count()).toBe(1);
    problems.push(...(await inspectPage(page, 'reference')));
    await page.click('text=meeting.room');
    problems.push(...(await inspectPage(page, 'reference of a model')));
    await page.goto(`${example.app.url}/api/docs?q=zebra`);
    problems.push(...(await inspectPage(page, 'reference, nothing found')));
    expect([...problems, ...faults]).toEqual([]);
  });

  it('a webhook is made, tried and deleted', { timeout: 240_000 }, async () => {
    const problems: string[] = [];
    const inspect = async (what: string) => problems.push(...(await inspectPage(page, what)));
    await page.goto(`${example.app.url}/app/webhooks`);
    await inspect('no webhooks');
    await page.click('text=New webhook');
    await page.fill('[name=name]', 'Building management');
    await page.fill('[name=url]', `${example.app.url}/nothing-here`);
    await page.click('form.form button[type=submit]');
    await inspect('a webhook for nothing');
    expect(await page.textContent('.fault')).toBe('Choose at least one event.');
    await page.check('[name="on:meeting.event"][value=created]');
    await page.click('form.form button[type=submit]');
    expect(await page.inputValue('#secret')).toMatch(/^whsec_/);
    await inspect('the secret');
    await page.click('text=I have copied it');
    await page.click('text=Send a test');
    await example.app.runJobs();
    await page.reload();
    await inspect('a webhook');
    expect(await page.textContent('main table')).toContain('404');
    await page.click('main table tbody a');
    await inspect('a delivery');
    await page.click('text=Go back');
    await page.click('main >> text=Delete');
    await page.click('form.form button[type=submit]');
    expect(await page.textContent('main')).toContain('No webhooks yet');
    expect([...problems, ...faults]).toEqual([]);
  });
});
