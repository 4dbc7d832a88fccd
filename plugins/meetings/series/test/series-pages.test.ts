import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPages, type TestPages } from '../../pages/test/open-pages.ts';
import { formOfRule, readRepeatForm, ruleOfForm } from '../repeat-form.ts';
import { parseRule } from '../rule.ts';

let pages: TestPages;
beforeAll(async () => {
  pages = await openPages();
});
afterAll(() => pages?.app.close());

const form = (more: Record<string, string> = {}) => ({
  subject: 'Weekly talk',
  host: pages.people.ada,
  start: '2027-03-16T09:00',
  end: '2027-03-16T10:00',
  timeZone: 'Europe/Berlin',
  repeat: '2weeks',
  repeatEnds: 'on',
  repeatUntil: '2027-06-03',
  ...more,
});

describe('a meeting that repeats, on the pages', () => {
  it('shows the words and the first dates on asking, with the change of the clocks, and saves nothing', async () => {
    const { status, text } = await pages.ada.post('/app/meetings/new', form({ preview: '1' }));
    expect(status).toBe(200);
    expect(text).toContain('Every 2 weeks on Tuesday until Thursday, June 3, 2027');
    expect(text).toContain('the clocks have changed: UTC+02:00');
    expect(await pages.env.model('meeting.series').count({})).toBe(0);
  });

  it('says what is wrong beside the field', async () => {
    const { status, text } = await pages.ada.post('/app/meetings/new', form({ repeatUntil: '2027-03-01' }));
    expect(status).toBe(422);
    expect(text).toContain('Choose a date after the start.');
    const both = await pages.ada.post('/app/meetings/new', form({ repeatEnds: 'never' }));
    expect([both.status, both.text.includes('Choose “on a date” as the end, or leave the last day empty.')]).toEqual([422, true]);
  });

  it('shows which dates clash and which are over, and counts no draft that can never be confirmed', async () => {
    const own = pages.as(pages.people.ada).service('meetings');
    const start = new Date('2027-03-30T07:30:00Z');
    const plan = { subject: 'In the way', description: null, host: pages.people.ada, rooms: [], virtualRoom: null, timeZone: 'UTC', people: [], guests: [] };
    const busy = await own.draft({ ...plan, start, end: new Date(start.getTime() + 1_800_000) });
    const { version } = await own.confirm(busy);
    const { text } = await pages.ada.post('/app/meetings/new', form({ preview: '1' }));
    expect(text).toContain('1 of 6 dates is taken.');
    expect(text.match(/taken: Ada Host/g)).toHaveLength(1);
    await own.cancel({ id: busy.id, version });
    const past = form({ start: '2026-12-22T09:00', end: '2026-12-22T10:00', repeatUntil: '2027-01-30' });
    expect((await pages.ada.post('/app/meetings/new', { ...past, preview: '1' })).text).toContain('1 date is over already');
    const saved = await pages.ada.post('/app/meetings/new', past);
    const page = (await pages.ada.get(new URL(saved.location, pages.app.url).pathname)).text;
    expect(page).toContain('2 dates are drafts');
    expect(page).toContain('1 date is over and was never confirmed');
    await pages.env.model('meeting.event').delete({ start: { lt: new Date('2027-02-01T00:00:00Z') }, subject: 'Weekly talk' });
    await pages.env.model('meeting.series').delete({ subject: 'Weekly talk' });
  });

  it('names every guest without an address, not the first alone', async () => {
    const { text } = await pages.ada.post('/app/meetings/new', form({ repeat: 'none', guests: 'Gus\nGia <gia@example.org>\nGil at home' }));
    expect(text).toMatch(/id="guests-fault">“Gus” is no e-mail address\. “Gil at home” is no e-mail address\.</);
  });

  it('begins to repeat on its own form', async () => {
    const single = await pages.ada.post('/app/meetings/new', form({ repeat: 'none', notes: 'Bring the figures' }));
    const id = /[0-9a-f-]{36}/.exec(single.location)?.[0] ?? '';
    const page = await pages.ada.get(`/app/meetings/${id}/edit`);
    expect(page.text).toContain('name="repeat"');
    expect(page.text).not.toContain('name="scope"');
    expect(page.text).toContain('Bring the figures');
    const shown = await pages.ada.post(`/app/meetings/${id}/edit`, form({ preview: '1' }));
    expect(shown.text).toContain('Every 2 weeks on Tuesday until Thursday, June 3, 2027');
    const saved = await pages.ada.post(`/app/meetings/${id}/edit`, form());
    expect(saved.status).toBe(303);
    expect((await pages.ada.get(new URL(saved.location, pages.app.url).pathname)).text).toContain('6 dates are drafts');
    expect((await pages.ada.get(`/app/meetings/${id}/edit`)).text).toContain('name="scope"');
  });

  it('is planned as drafts, told by date what is taken, confirmed without those dates, changed and cancelled', async () => {
    const room = (await pages.env.model('meeting.room').create({ name: 'Linden', timeZone: 'Europe/Berlin' })).id;
    await pages
      .as(pages.people.ben)
      .service('meetings')
      .makeSeries({
        subject: 'Secret',
        description: null,
        host: pages.people.ben,
        rooms: [room],
        virtualRoom: null,
        start: new Date('2027-03-30T07:30:00Z'),
        end: new Date('2027-03-30T08:30:00Z'),
        timeZone: 'UTC',
        people: [],
        guests: [],
        rule: 'FREQ=DAILY;COUNT=1',
        state: 'confirmed',
      });
    const saved = await pages.ada.post('/app/meetings/new', form({ rooms: room }));
    expect(saved.status).toBe(303);
    const address = new URL(saved.location, pages.app.url).pathname;
    expect(address).toMatch(/^\/app\/meetings\/series\//);
    expect((await pages.ada.get(address)).text).toContain('6 dates are drafts');
    expect((await pages.ben.get(address)).status).toBe(404);

    const refused = await pages.ada.post(`${address}/confirm`);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('1 of 6 dates is taken');
    expect(refused.text).toContain('name="skip" value="2027-03-30T09:00"');
    expect(refused.text).toContain('Linden');
    expect(refused.text).not.toContain('Secret');
    expect((await pages.ada.post(`${address}/confirm`, { skip: '2027-03-30T09:00' })).status).toBe(303);
    const series = address.split('/').at(-1) ?? '';
    const dates = await pages.env.model('meeting.event').find({ series }, { order: ['start'] });
    expect(dates.map(({ state }) => state)).toEqual(['confirmed', 'cancelled', 'confirmed', 'confirmed', 'confirmed', 'confirmed']);

    const third = dates[2];
    const page = await pages.ada.get(`/app/meeting.event/${third?.id}`);
    expect(page.text).toContain('Every 2 weeks on Tuesday until Thursday, June 3, 2027');
    const edit = await pages.ada.get(`/app/meetings/${third?.id}/edit`);
    expect(edit.text).toContain('This date and all after it');
    expect(edit.text).toMatch(/<option value="2weeks" selected/);
    const changed = await pages.ada.post(
      `/app/meetings/${third?.id}/edit`,
      form({ start: '2027-04-13T09:00', end: '2027-04-13T09:30', rooms: room, scope: 'following' }),
    );
    expect(changed.status).toBe(303);
    expect(changed.location).not.toContain(series);
    const following = await pages.env.model('meeting.event').find({ state: 'confirmed', host: pages.people.ada, series: { ne: series } }, { order: ['start'] });
    expect(following.map(({ start, end }) => (end.getTime() - start.getTime()) / 60_000)).toEqual([30, 30, 30, 30]);

    const last = following[2];
    expect((await pages.ada.get(`/app/meetings/${last?.id}/cancel-series`)).text).toContain('What do you want to cancel?');
    const cancelled = await pages.ada.post(`/app/meetings/${last?.id}/cancel-series`, { scope: 'following', reason: 'holidays' });
    expect(cancelled.status).toBe(303);
    expect(await pages.env.model('meeting.event').count({ state: 'confirmed', host: pages.people.ada })).toBe(3);
  });
});

describe('the form of a rule', () => {
  it.each([
    'FREQ=DAILY;COUNT=3',
    'FREQ=WEEKLY',
    'FREQ=WEEKLY;INTERVAL=2',
    'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    'FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH',
    'FREQ=MONTHLY;BYDAY=3TU',
    'FREQ=MONTHLY;COUNT=5;BYDAY=-1FR',
    'FREQ=YEARLY;UNTIL=20300101T225959Z',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
  ])('gives %s back', (text) => {
    const read = parseRule(text, 'Europe/Berlin');
    if ('fault' in read) throw new Error(read.fault);
    const shown = formOfRule(read.rule, text, '2027-03-16', '2030-01-01');
    expect(ruleOfForm(pages.env, shown, '2027-03-16T09:00', 'Europe/Berlin').rule).toBe(text);
  });

  it('is empty for a meeting that does not repeat', () => {
    expect(ruleOfForm(pages.env, readRepeatForm({}), '2027-03-16T09:00', 'Europe/Berlin')).toEqual({ rule: null, issues: [] });
  });
});
