import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Example, openExample, visit } from '../tool/open-example.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const german: Record<string, string> = {};
for (const file of globSync('{core,plugins/*}/i18n/de.json', { cwd: root })) Object.assign(german, JSON.parse(readFileSync(path.join(root, file), 'utf8')));

let example: Example;
beforeAll(async () => {
  example = await openExample('2027-03-05T08:12:00Z');
});
afterAll(async () => {
  await example?.close();
});

/** Lines of the page, and what only screen readers get, that still stand there in English. */
async function english(page: Page): Promise<string[]> {
  const lines: unknown = await page.evaluate(
    '[...document.body.innerText.split("\\n"), document.title, ...[...document.querySelectorAll("[aria-label]")].map((part) => part.getAttribute("aria-label"))]',
  );
  const left = (Array.isArray(lines) ? lines : []).map((line) => String(line).replace(/\*$/, '').trim());
  return left.filter((line) => german[line] !== undefined && german[line] !== line);
}

describe('a guest who reads German, on the narrowest phone', () => {
  it('finds no English and nothing that sticks out, from the link to the cancelled booking', async () => {
    const { context, page, faults } = await visit(example, { locale: 'de-DE', viewport: { width: 320, height: 700 } });
    const problems: string[] = [];
    const look = async (what: string): Promise<void> => {
      problems.push(...(await english(page)).map((line) => `${what}: ${line}`));
      const wide = Number(await page.evaluate('document.documentElement.scrollWidth'));
      if (wide > 320) problems.push(`${what}: ${wide} px wide`);
    };
    await page.goto(example.bookingPage);
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    expect(await page.locator('#month').textContent()).toBe('März 2027');
    await look('booking page');
    await page.goto(`${example.bookingPage}?tz=Europe%2FBerlin&month=2027-09`);
    await look('a month in which nothing is free');
    await page.click('.booking-times a');
    await page.click('.times a');
    await page.waitForSelector('[name=email]');
    await look('form');
    const form = page.url();
    await page.evaluate('document.querySelector("form.form").noValidate = true');
    await page.click('main button[type=submit]');
    await page.waitForSelector('[data-focus]');
    await look('mistakes');
    await page.fill('[name=name]', 'Jürgen Groß');
    await page.fill('[name=email]', 'juergen@example.net');
    await page.click('main button[type=submit]');
    await page.waitForURL('**/booking/**');
    await look('kept page');
    const kept = page.url();
    await example.app.runJobs();
    const received = await example.mailbox.waitFor(({ to }) => to.includes('juergen@example.net'));
    expect(received.mail.subject).toMatch(/^Anfrage erhalten/);
    await page.goto(form);
    await page.waitForSelector('.alternatives');
    await look('time taken');
    await page.fill('[name=name]', 'Jürgen Groß');
    await page.click('main button[type=submit]');
    await page.waitForSelector('#start-fault');
    await look('no time chosen');
    expect(await page.inputValue('[name=name]')).toBe('Jürgen Groß');
    await page.goto(`${kept}/reschedule`);
    await look('moving');
    await page.goto(`${kept}/cancel`);
    await look('question');
    await page.click('main button[type=submit]');
    await page.waitForURL(kept);
    expect(await page.locator('h1').textContent()).toBe('Diese Buchung ist abgesagt');
    await look('cancelled');
    await page.goto(`${example.app.url}/book/nothing-of-that-name`);
    await look('closed page');
    await page.goto(`${example.app.url}/sign-in`);
    await look('sign-in');
    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });
});
