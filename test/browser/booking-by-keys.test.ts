import { createHash } from 'node:crypto';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { axe } from '#core/testing';
import type {} from '../../plugins/booking-portal/schema.ts';
import { type Example, openExample, visit } from '../tool/open-example.ts';

/** A guest who has no mouse, reads from right to left, has turned animations off, enlarges four times, or reads with the colours of the system. */
let example: Example;
beforeAll(async () => {
  example = await openExample('2027-03-05T08:12:00Z');
});
afterAll(async () => {
  await example?.close();
});

const pictures = process.env.ATRIUM_PICTURES;
const picture = async (page: Page, name: string): Promise<void> => {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
};

const focused = (page: Page, what: string): Promise<unknown> => page.evaluate(`document.activeElement?.matches(${JSON.stringify(what)})`);
const words = async (page: Page): Promise<string> =>
  String(await page.evaluate('(document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? "").trim()'));

/** Tab until there; at each stop the focus is seen. */
async function tabTo(page: Page, what: string): Promise<void> {
  for (let stops = 0; stops < 40; stops++) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement === document.body || parseFloat(getComputedStyle(document.activeElement).outlineWidth) > 0')).toBe(true);
    if (await focused(page, what)) return;
  }
  throw new Error(`Tab does not come to ${what}`);
}

/** Presses a key that leads to another page. */
async function go(page: Page, key: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
}

async function bookByKeys(options: BrowserContextOptions, guest: string): Promise<void> {
  const { context, page, faults } = await visit(example, options);
  try {
    await page.goto(`${example.bookingPage}?tz=Europe%2FBerlin`);
    await tabTo(page, '.skip');
    // The zone by typing; the focus is back on it afterwards.
    await tabTo(page, '#tz');
    await page.keyboard.type('kathm');
    expect(await page.locator('.combo [role=option]:visible').count()).toBe(1);
    await go(page, 'Enter');
    await page.waitForURL(/Kathmandu/);
    expect(await focused(page, '#tz')).toBe(true);
    expect(await page.inputValue('#tz')).toContain('Kathmandu');

    // One stop for the whole month, and from there by the keys of a date grid.
    await tabTo(page, 'table.month[role=grid] a');
    expect(await page.locator('table.month a[tabindex="0"]').count()).toBe(1);
    const day = () => page.evaluate('document.activeElement.textContent').then(String);
    expect(await day()).toBe('5');
    for (const [key, lands] of [
      ['ArrowDown', '12'],
      ['ArrowLeft', '11'],
      ['Home', '8'],
      ['End', '12'],
      ['ArrowRight', '15'],
      ['ArrowUp', '8'],
    ] as const) {
      await page.keyboard.press(key);
      expect(await day(), key).toBe(lands);
    }
    await go(page, 'PageDown');
    await page.waitForURL(/month=2027-04/);
    expect([await focused(page, 'table.month a'), await day()]).toEqual([true, '8']);
    await go(page, 'PageUp');
    await page.waitForURL(/month=2027-03/);
    expect(await day()).toBe('8');
    expect(await words(page)).toMatch(/8.*(free times|freie Zeiten)/);

    // The times of the day are read next, the form after them.
    await go(page, 'Enter');
    expect(await focused(page, '#times[aria-labelledby=day]')).toBe(true);
    await tabTo(page, '.times a');
    await go(page, 'Enter');
    await page.waitForSelector('[data-hold]:not(:empty)');
    await tabTo(page, '#name');
    await page.keyboard.type(guest);
    await tabTo(page, '#email');
    await page.keyboard.type('nobody');
    await page.evaluate('document.querySelector("form.form").noValidate = true');
    await go(page, 'Enter');
    // What is wrong is read first.
    expect(await focused(page, '[data-focus]')).toBe(true);
    await tabTo(page, '#email[aria-invalid=true]');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('gita@example.net');
    await tabTo(page, 'button[type=submit]');
    await go(page, 'Enter');
    await page.waitForURL('**/booking/**');
    expect(await page.textContent('h1')).toMatch(/Ann Example/);

    // Moved and called off the same way.
    await tabTo(page, 'a[href*="/reschedule"]');
    await go(page, 'Enter');
    await tabTo(page, 'table.month a');
    await go(page, 'Enter');
    await tabTo(page, '.times a');
    await go(page, 'Enter');
    await tabTo(page, 'button[type=submit]');
    await go(page, 'Enter');
    await page.waitForURL(/\/booking\/[^/]+$/);
    await tabTo(page, 'a[href*="/cancel"]');
    await go(page, 'Enter');
    await tabTo(page, '#reason');
    await page.keyboard.type('A cold');
    await tabTo(page, 'button.danger');
    await go(page, 'Enter');
    await page.waitForURL(/\/booking\/[^/]+$/);
    expect(await page.textContent('dl')).toContain('A cold');
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
}

describe('the whole booking by keyboard alone', { timeout: 120_000 }, () => {
  it('in English on a wide screen', () => bookByKeys({ viewport: { width: 1280, height: 800 } }, 'Gita Wide'));
  it('in German on a phone', () => bookByKeys({ viewport: { width: 375, height: 800 }, locale: 'de-DE' }, 'Gita Schmal'));
});

describe('the same pages', { timeout: 120_000 }, () => {
  it('with every kind of question, consent, lengths and company: a browser’s form is what the server reads', async () => {
    const env: Env<'booking-portal'> = example.app.env('booking-portal');
    const [link] = await env.model('booking.link').find(true, { limit: 1 });
    const kinds = { text: 'text', long: 'longText', choice: 'choice', tick: 'checkbox', count: 'number', tel: 'phone' } as const;
    const questions = Object.entries(kinds).map(([id, kind]) => ({
      id,
      label: `A ${kind}`,
      kind,
      required: true,
      choices: kind === 'choice' ? ['One', 'Two'] : [],
    }));
    await env.model('booking.link').update(link?.id ?? '', { questions, consent: 'I agree to the terms.', otherDurations: [15, 30], guestsAllowed: 2 });
    const { context, page, faults } = await visit(example, { viewport: { width: 375, height: 800 } });
    await page.goto(`${example.bookingPage}?tz=Europe%2FBerlin`);
    await picture(page, 'lengths');
    await page.click('.lengths a:has-text("30")');
    await page.click('.times a');
    await page.fill('[name=name]', 'Gita Guest');
    await page.fill('[name=email]', 'gita@example.net');
    // Unticked boxes are told beside them, and what was typed stays.
    await page.fill('[name=q_text]', 'A few words');
    await page.evaluate('document.querySelector("form.form").noValidate = true');
    await page.click('main button[type=submit]');
    await page.waitForSelector('#consent-fault');
    expect(await page.inputValue('[name=q_text]')).toBe('A few words');
    expect(await axe(page)).toEqual([]);
    await picture(page, 'questions');
    await page.fill('[name=q_long]', 'More words');
    await page.selectOption('[name=q_choice]', 'Two');
    await page.fill('[name=q_count]', '3');
    await page.fill('[name=q_tel]', '+49 30 123456');
    await page.fill('[name=others]', 'hari@example.net');
    for (const box of ['q_tick', 'consent']) await page.check(`[name=${box}]`);
    await page.click('main button[type=submit]');
    await page.waitForURL('**/booking/**');
    const [booking] = await env.model('booking.booking').find({ link: link?.id ?? '' }, { order: ['-createdAt'], limit: 1 });
    expect(booking?.answers.map(({ answer }) => answer)).toEqual(['A few words', 'More words', 'Two', 'yes', '3', '+49 30 123456']);
    await env.model('booking.link').update(link?.id ?? '', { questions: [], consent: null, otherDurations: [], guestsAllowed: 0 });
    expect(faults).toEqual([]);
    await context.close();
  });

  it('under suspicion: the browser works for some seconds, and the booking goes on by itself', async () => {
    const { context, page, faults } = await visit(example);
    await page.goto(`${example.bookingPage}?tz=Europe%2FBerlin&start=2027-03-25T09:00:00.000Z`);
    await page.fill('[name=name]', 'Fills In Everything');
    await page.fill('[name=email]', 'everything@example.net');
    await page.evaluate("document.querySelector('[name=website]').value = 'https://example.com'");
    const worked = page.waitForRequest((request) => (request.postData() ?? '').includes('proof='));
    await page.click('main button[type=submit]');
    const [challenge = '', numbers = ''] = (new URLSearchParams((await worked).postData() ?? '').get('proof') ?? '').split(':');
    await page.waitForURL('**/booking/**');
    const hashes = numbers.split(',').map((number, round) => createHash('sha256').update(`${challenge}.${round}.${number}`).digest('hex'));
    expect([hashes.length, hashes.every((hash) => hash.startsWith('000'))]).toEqual([16, true]);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('enlarged four times: nothing sticks out at the side, nothing is covered', async () => {
    const { context, page } = await visit(example, { viewport: { width: 320, height: 256 } });
    const wide = async (what: string) => expect(await page.evaluate('document.documentElement.scrollWidth'), what).toBe(320);
    await page.goto(`${example.bookingPage}?tz=America%2FArgentina%2FBuenos_Aires`);
    await wide('choose');
    await page.click('.times a');
    await wide('form');
    await page.fill('[name=name]', 'Maximiliane von Habsburg-Lothringen-Sommerfeld zu Altenburg');
    await page.fill('[name=email]', 'maximiliane.von.habsburg-lothringen-sommerfeld@a-rather-long-domain.example.net');
    await page.click('main button[type=submit]');
    await page.waitForURL('**/booking/**');
    await wide('kept');
    const kept = page.url();
    for (const step of ['reschedule', 'cancel']) {
      await page.goto(`${kept}/${step}`);
      await wide(step);
    }
    await context.close();
  });

  it('from right to left: mirrored, with arrows that go where they point', async () => {
    const { context, page } = await visit(example, { viewport: { width: 375, height: 800 } });
    await page.addInitScript("addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl'; })");
    await page.goto(`${example.bookingPage}?tz=Asia%2FRiyadh`);
    const box = async (what: string) => (await page.locator(what).first().boundingBox())?.x ?? 0;
    expect(await box('a[rel=next]')).toBeLessThan(await box('#month'));
    expect(await box('table.month th:last-child')).toBeLessThan(await box('table.month th:first-child'));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    await page.focus('table.month a[tabindex="0"]');
    await page.keyboard.press('ArrowDown');
    const from = await box('table.month a:focus');
    await page.keyboard.press('ArrowRight');
    expect(await box('table.month a:focus')).toBeGreaterThan(from);
    expect(await axe(page)).toEqual([]);
    await picture(page, 'rtl-choose');
    await page.click('.times a');
    await picture(page, 'rtl-form');
    expect(await axe(page)).toEqual([]);
    await context.close();
  });

  it('without movement, and with the colours of the system alone', async () => {
    const { context, page } = await visit(example, { reducedMotion: 'reduce', forcedColors: 'active' });
    await page.goto(`${example.bookingPage}?tz=Europe%2FBerlin`);
    expect(await page.evaluate("[...document.querySelectorAll('*')].filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0).length")).toBe(0);
    const looks = async (what: string): Promise<string> =>
      String(
        await page.evaluate(
          `(({ borderTopWidth, backgroundColor }) => borderTopWidth + backgroundColor)(getComputedStyle(document.querySelector(${JSON.stringify(what)})))`,
        ),
      );
    const kinds = await Promise.all(['span.day.none', 'a.day.free:not([aria-current])', 'a.day[aria-current]'].map(looks));
    expect(new Set(kinds).size, kinds.join(' ')).toBe(3);
    await picture(page, 'forced-colours');
    await context.close();
  });
});
