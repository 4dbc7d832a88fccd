import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { axe } from '#core/testing';
import { type Example, openExample, signIn, visit } from '../tool/open-example.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const german: Record<string, string> = {};
for (const file of globSync('{core,plugins/*}/i18n/de.json', { cwd: root })) Object.assign(german, JSON.parse(readFileSync(path.join(root, file), 'utf8')));

let example: Example;
let addresses: string[] = [];
beforeAll(async () => {
  example = await openExample('2027-03-05T08:12:00Z');
  const booked = await fetch(example.bookingPage, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Sita Kharel', email: 'sita@example.net', start: '2027-03-08T09:00:00.000Z', tz: 'Asia/Kathmandu', language: 'en' }),
  });
  expect(booked.status).toBe(201);
  const base: Env<'base'> = example.app.env('base');
  const meetings: Env<'meetings'> = example.app.env('meetings');
  await base.model('base.person').update(true, { language: 'de' });
  const [person] = await base.model('base.person').find(true);
  const [meeting] = await meetings.model('meeting.event').find(true);
  const [room] = await meetings.model('meeting.room').find(true);
  const views = (model: string, kinds: readonly string[]): string[] => kinds.map((kind) => `/app/${model}/view/${kind}`);
  addresses = [
    `/app/base.person/${person?.id}`,
    `/app/base.person/${person?.id}?edit=1`,
    `/app/base.person/${person?.id}/technical`,
    `/app/meeting.event/${meeting?.id}`,
    ...views('meeting.event', ['calendar', 'calendar?mode=week', 'calendar?mode=agenda', 'cards', 'graph', 'graph?type=pie&by=state', 'pivot']),
    ...(room ? [`/app/meeting.room/${room.id}`, `/app/meeting.room/${room.id}?edit=1`] : ['/app/meeting.room/new']),
    ...views('meeting.room', ['cards', 'graph', 'pivot']),
    ...views('booking.booking', ['graph', 'pivot']),
  ];
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

describe('records and views of the plugins, for an administrator who reads German', () => {
  it('have no English word, nothing that sticks out and no fault that axe finds, wide and on a phone', { timeout: 300_000 }, async () => {
    const { context, page, faults } = await visit(example, { locale: 'de-DE', viewport: { width: 1280, height: 800 } });
    await signIn(example, page);
    const problems: string[] = [];
    for (const [index, address] of addresses.entries()) {
      const answer = await page.goto(example.app.url + address);
      if (!answer?.ok()) problems.push(`${address}: ${answer?.status()}`);
      for (const [at, width] of [1280, 375].entries()) {
        await page.setViewportSize({ width, height: 800 });
        problems.push(...(await english(page)).map((line) => `${address}: ${line}`));
        const wide = Number(await page.evaluate('document.documentElement.scrollWidth'));
        if (wide > width) problems.push(`${address}: ${wide} px wide`);
        // Each page once, in turn wide and narrow; with the long budget both.
        if (process.env.ATRIUM_TEST_LONG || index % 2 === at) problems.push(...(await axe(page)).map((fault) => `${address}: ${JSON.stringify(fault)}`));
      }
    }
    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });
});
