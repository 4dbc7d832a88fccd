import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { inspectPage } from '../tool/inspect-page.ts';
import { type Example, openExample, signIn, visit } from '../tool/open-example.ts';

let example: Example;
let context: BrowserContext;
let page: Page;
let faults: string[];

beforeAll(async () => {
  example = await openExample('2027-03-03T09:40:00Z');
  ({ context, page, faults } = await visit(example));
  const base = example.app.env('base') as unknown as Env<'base'>;
  await base.model('base.person').create(Array.from({ length: 40 }, (_, n) => ({ name: `Colleague ${n}`, email: `c${n}@example.org`, timeZone: 'UTC' })));
  await signIn(example, page);
});
afterAll(async () => {
  await context.close();
  await example.close();
});

it('a meeting somewhere else, with two of many colleagues who are searched by name', async () => {
  await page.goto(`${example.app.url}/app/meetings/new`);
  expect(await inspectPage(page, 'form of a meeting')).toEqual([]);
  const must = page.getByRole('group', { name: 'Must be there' });
  const search = must.getByRole('searchbox');
  await search.fill('colleague 31');
  await search.press('Enter');
  expect(page.url(), 'Enter sends no form').toMatch(/\/new$/);
  expect(await must.getByRole('checkbox').count()).toBe(1);
  await page.keyboard.press('Space');
  await search.fill('colleague 2');
  expect(await must.getByRole('checkbox', { name: 'Colleague 31' }).isVisible(), 'what is ticked stays in sight').toBe(true);
  await must.getByRole('checkbox', { name: 'Colleague 22' }).check();
  await search.fill('nobody of that name');
  expect(await must.getByRole('checkbox').count()).toBe(2);
  await page.getByLabel('Subject').fill('Lunch');
  await page.getByLabel('Another place').fill('Café Sur, Quay 3');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/meeting\.event\//);
  const text = await page.locator('main').innerText();
  for (const said of ['Café Sur, Quay 3', 'Colleague 31', 'Colleague 22']) expect(text).toContain(said);
  await page.getByRole('link', { name: 'Edit' }).click();
  const first = page.getByRole('group', { name: 'Must be there' }).getByRole('checkbox');
  expect(await first.nth(0).isChecked(), 'ticked ones stand first').toBe(true);
  expect(await first.nth(2).isChecked()).toBe(false);
  expect(await page.getByLabel('Another place').inputValue()).toBe('Café Sur, Quay 3');
  expect(faults).toEqual([]);
});
