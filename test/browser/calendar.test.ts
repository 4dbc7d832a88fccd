import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { inspectPage } from '../tool/inspect-page.ts';
import { type Example, openExample, signIn, visit } from '../tool/open-example.ts';

let example: Example;
let context: BrowserContext;
let page: Page;
let faults: string[];
let me = '';
let linden = '';
let meeting = '';
let door = '';

const meetings = () => example.app.env('meetings') as unknown as Env<'meetings'>;
const as = (person: string) =>
  example.app.envAs('meetings', {
    kind: 'user',
    org: 1,
    account: person,
    person,
    session: '',
    groups: new Set(['user', 'base.user']),
  }) as unknown as Env<'meetings'>;

async function book(host: string, subject: string, start: string, minutes: number, rooms: readonly string[]): Promise<string> {
  const env = as(host);
  const draft = await env.service('meetings').draft({
    subject,
    description: null,
    host,
    rooms,
    virtualRoom: null,
    start: new Date(start),
    end: new Date(Date.parse(start) + minutes * 60_000),
    timeZone: 'Europe/Berlin',
    people: [],
    guests: [],
  });
  await env.service('meetings').confirm(draft);
  return draft.id;
}

const times = async (id: string): Promise<string> => {
  const { start, end } = await meetings().model('meeting.event').get(id);
  return `${start.toISOString().slice(5, 16)}/${end.toISOString().slice(5, 16)}`;
};

beforeAll(async () => {
  example = await openExample('2027-03-03T09:40:00Z');
  ({ context, page, faults } = await visit(example));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
  const base = example.app.env('base') as unknown as Env<'base'>;
  me = (await base.model('base.person').find({ email: 'admin@example.com' }))[0]?.id ?? '';
  const bob = (await base.model('base.person').create({ name: 'Bob Baker', email: 'bob@example.org', timeZone: 'Europe/Berlin' })).id;
  linden = (await meetings().model('meeting.room').find({ name: 'Linden' }))[0]?.id ?? '';
  meeting = await book(me, 'Spring planning', '2027-03-04T10:00:00Z', 60, [linden]);
  await book(bob, 'Budget', '2027-03-04T12:00:00Z', 60, [linden]);
  await meetings()
    .service('meetings')
    .request({
      subject: 'Introductory talk',
      host: me,
      rooms: [],
      virtualRoom: null,
      start: new Date('2027-03-05T09:00:00Z'),
      end: new Date('2027-03-05T10:00:00Z'),
      timeZone: 'Europe/Berlin',
      guests: [{ name: 'Sita Kharel', email: 'sita@example.net', timeZone: 'Asia/Kathmandu', language: 'en' }],
      bufferBefore: 0,
      bufferAfter: 0,
      state: 'draft',
    });
  await signIn(example, page);
});
afterAll(async () => {
  await context?.close();
  await example?.close();
});

describe('calendar, rooms and doors, on a wide screen and a phone, light and dark', () => {
  it('are clean for who reads with the ears', { timeout: 240_000 }, async () => {
    const problems: string[] = [];
    const base = example.app.url;
    await page.goto(`${base}/app/meeting.room/${linden}`);
    await page.click('text=Turn on');
    problems.push(...(await inspectPage(page, 'a room with a display')));
    door = (await page.textContent('code')) ?? '';
    const series = await as(me)
      .service('meetings')
      .makeSeries({
        subject: 'Weekly talk',
        description: null,
        host: me,
        rooms: [],
        virtualRoom: null,
        start: new Date('2027-04-06T06:00:00Z'),
        end: new Date('2027-04-06T06:30:00Z'),
        timeZone: 'Europe/Berlin',
        people: [],
        guests: [],
        rule: 'FREQ=WEEKLY;COUNT=4',
        state: 'draft',
      });
    const addresses: Record<string, string> = {
      day: `${base}/app/calendar?view=day&day=2027-03-04&with=${linden}`,
      week: `${base}/app/calendar`,
      month: `${base}/app/calendar?view=month`,
      list: `${base}/app/calendar?view=list`,
      move: `${base}/app/calendar/move?meeting=${meeting}&start=2027-03-04T13:30&end=2027-03-04T14:30&tz=Europe/Berlin`,
      timeline: `${base}/app/rooms/timeline?day=2027-03-04`,
      'timeline of a week': `${base}/app/rooms/timeline?view=week`,
      'no room fits': `${base}/app/rooms/timeline?capacity=5000`,
      booked: `${base}/app/rooms/booked`,
      use: `${base}/app/rooms/use?room=${linden}&from=2027-03-01&to=2027-03-07`,
      approvals: `${base}/app/approvals`,
      versions: `${base}/app/meetings/${meeting}/history`,
      'handing over': `${base}/app/meetings/${meeting}/hand-over`,
      'text of the invitation': `${base}/app/meetings/${meeting}/invitation-text`,
      series: `${base}/app/meetings/series/${series.id}`,
      'a date of a series': `${base}/app/meeting.event/${series.meetings[1]}`,
      'changing a series': `${base}/app/meetings/${series.meetings[1]}/edit`,
      'cancelling several dates': `${base}/app/meetings/${series.meetings[1]}/cancel-series`,
      door,
    };
    for (const [what, address] of Object.entries(addresses)) {
      await page.goto(address);
      problems.push(...(await inspectPage(page, what)));
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    expect([...problems, ...faults]).toEqual([]);
  });

  it('a meeting is dragged to another time: what is in the way is said before, and nothing is saved until it is confirmed', { timeout: 120_000 }, async () => {
    await page.goto(`${example.app.url}/app/calendar?view=day&day=2027-03-04`);
    const entry = page.locator('.planner .entry:has-text("Spring planning")');
    const drag = async (hours: number) => {
      const box = await entry.boundingBox();
      if (!box) throw new Error('the entry is not there');
      await page.mouse.move(box.x + 60, box.y + 12);
      await page.mouse.down();
      await page.mouse.move(box.x + 60, box.y + 12 + hours * 24, { steps: 4 });
      await page.mouse.move(box.x + 60, box.y + 12 + hours * 48, { steps: 4 });
      await page.mouse.up();
      await page.waitForSelector('#plan[open] [data-plan-clashes]:not([hidden]), #plan[open] [data-plan-free]:not([hidden])');
    };
    await drag(2);
    expect(await page.textContent('#plan [data-plan-clashes]')).toContain('Linden');
    expect(await times(meeting)).toBe('03-04T10:00/03-04T11:00');
    await page.click('#plan >> text=Discard');
    await drag(3);
    expect(await page.isHidden('#plan [data-plan-clashes]')).toBe(true);
    await page.click('#plan [data-plan-move] button');
    await page.waitForSelector('.notice.ok');
    expect(await times(meeting)).toBe('03-04T13:00/03-04T14:00');
    expect(faults).toEqual([]);
  });

  it('free time is dragged over, and the form of a new meeting is filled', { timeout: 60_000 }, async () => {
    await page.goto(`${example.app.url}/app/calendar?view=day&day=2027-03-09`);
    const box = await page.locator('.planner .column').boundingBox();
    if (!box) throw new Error('no day');
    await page.mouse.move(box.x + 80, box.y + 2 * 48 + 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 80, box.y + 3 * 48, { steps: 4 });
    await page.mouse.move(box.x + 80, box.y + 3.5 * 48 - 2, { steps: 4 });
    await page.mouse.up();
    await page.waitForSelector('#plan[open] [data-plan-free]:not([hidden])');
    await page.click('#plan [data-plan-new]');
    expect([await page.inputValue('[name=start]'), await page.inputValue('[name=end]')]).toEqual(['2027-03-09T09:00', '2027-03-09T10:30']);
    expect(faults).toEqual([]);
  });

  it('the keys alone move a meeting and make it longer', { timeout: 60_000 }, async () => {
    const { version } = await meetings().model('meeting.event').get(meeting);
    const [start, end] = [new Date('2027-03-04T13:00:00Z'), new Date('2027-03-04T14:00:00Z')];
    await as(me).service('meetings').reschedule({ id: meeting, version, start, end });
    await page.goto(`${example.app.url}/app/calendar?view=week&day=2027-03-04`);
    await page.focus('.planner .entry:has-text("Spring planning")');
    await page.keyboard.press('Alt+ArrowDown');
    await page.waitForSelector('#plan[open] [data-plan-free]:not([hidden])');
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Alt+Shift+ArrowDown');
    await page.waitForSelector('#plan[open] [data-plan-free]:not([hidden])');
    await page.focus('#plan [data-plan-move] button');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.notice.ok');
    expect(await times(meeting)).toBe('03-04T13:30/03-04T14:45');
    // And by the form, from the list.
    await page.focus('.agenda a.move >> nth=0');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/app/calendar/move**');
    await page.fill('[name=start]', '2027-03-04T13:30');
    await page.fill('[name=end]', '2027-03-04T14:30');
    await page.click('main button:has-text("Check")');
    expect(await page.textContent('.notice.warn')).toContain('Linden');
    await page.fill('[name=start]', '2027-03-04T16:00');
    await page.fill('[name=end]', '2027-03-04T17:00');
    await page.click('main button.primary');
    await page.waitForSelector('.notice.ok');
    expect(await times(meeting)).toBe('03-04T15:00/03-04T16:00');
    expect(faults).toEqual([]);
  });

  it('an open page takes in what somebody else has booked, and leaves alone what is being typed', { timeout: 60_000 }, async () => {
    await page.goto(`${example.app.url}/app/rooms/timeline?day=2027-03-10`);
    await page.waitForLoadState('networkidle');
    await page.fill('[name=capacity]', '7');
    await page.focus('[name=capacity]');
    await book(me, 'A late idea', '2027-03-10T10:00:00Z', 60, [linden]);
    const poke = () => page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await poke();
    await page.waitForSelector('.timeline .entry:has-text("A late idea")');
    expect(await page.inputValue('[name=capacity]')).toBe('7');
    expect(await page.evaluate('document.activeElement.name')).toBe('capacity');
    // It stands where it belongs, though its place came with another answer.
    const [entry, track] = [
      await page.locator('.timeline .entry:has-text("A late idea")').boundingBox(),
      await page.locator('.timeline-row:has-text("Linden") .track').boundingBox(),
    ];
    expect(Math.round((((entry?.x ?? 0) - (track?.x ?? 0)) / (track?.width ?? 1)) * 12)).toBe(4);
    expect(faults).toEqual([]);
  });

  it('without a script everything is there by links and forms', { timeout: 60_000 }, async () => {
    const plain = await visit(example, { javaScriptEnabled: false });
    await signIn(example, plain.page);
    await plain.page.goto(`${example.app.url}/app/calendar?view=day&day=2027-03-04`);
    await plain.page.click('.agenda a.move');
    await plain.page.fill('[name=start]', '2027-03-04T17:00');
    await plain.page.fill('[name=end]', '2027-03-04T18:00');
    await plain.page.click('main button.primary');
    expect(await plain.page.textContent('.notice.ok')).toContain('moved');
    await plain.page.goto(`${example.app.url}/app/approvals`);
    await plain.page.click('main button.primary');
    expect(await plain.page.textContent('main')).toContain('Nothing waits for you');
    await plain.context.close();
  });

  it('the display at the door tells no subject, on a tablet either way up', { timeout: 60_000 }, async () => {
    const tablet = await visit(example, { viewport: { width: 1024, height: 768 } });
    for (const [width, height] of [
      [1024, 768],
      [768, 1024],
    ] as const) {
      await tablet.page.setViewportSize({ width, height });
      await tablet.page.goto(door);
      expect(await tablet.page.textContent('main')).toContain('Free');
      expect(await tablet.page.content()).not.toContain('Budget');
      expect(Number(await tablet.page.evaluate('document.documentElement.scrollWidth'))).toBeLessThanOrEqual(width);
      expect(Number(await tablet.page.evaluate('document.documentElement.scrollHeight'))).toBeLessThanOrEqual(height);
    }
    expect(tablet.faults).toEqual([]);
    await tablet.context.close();
  });
});
