import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { checkDraft, draftOf, readDraft, type Stored } from '../editor/hours-draft.ts';

const PASSWORD = 'a long enough phrase';
const TODAY = '2027-01-04';
let app: TestApp;
let calendar: Env<'calendar'>;
type Answer = { status: number; text: string; location: string };
type Visit = (path: string, body?: Record<string, string | string[]>, file?: string) => Promise<Answer>;
let root: Visit;
let ann: Visit;
let eve: Visit;
let annId = '';

async function signedIn(email: string): Promise<Visit> {
  const headers = { origin: app.url, accept: 'text/html' };
  const signIn = await fetch(`${app.url}/sign-in`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ email, password: PASSWORD }) });
  const cookie = (signIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return async (path, body, file) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(body ?? {})) for (const one of [value].flat()) form.append(name, one);
    if (file !== undefined) form.append('file', new Blob([file], { type: 'text/calendar' }), 'days.ics');
    const answer = await fetch(app.url + path, { redirect: 'manual', headers: { ...headers, cookie }, ...(body ? { method: 'POST', body: form } : {}) });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') ?? '' };
  };
}

beforeAll(async () => {
  app = await bootTestApp({ only: ['calendar'], clock: `${TODAY}T05:00:00Z` });
  const base: Env<'base'> = app.env('base');
  calendar = app.env('calendar');
  for (const name of ['root', 'ann', 'eve'])
    await base.service('base').ensureAdmin({ email: `${name}@example.org`, password: PASSWORD, name, timeZone: 'Europe/Berlin' });
  const members = await base.model('base.person').find({ email: { in: ['ann@example.org', 'eve@example.org'] } });
  await base
    .asPlugin()
    .model('base.membership')
    .delete({ group: 'base.admin', person: { in: members.map(({ id }) => id) } });
  annId = members.find(({ name }) => name === 'ann')?.id ?? '';
  [root, ann, eve] = [await signedIn('root@example.org'), await signedIn('ann@example.org'), await signedIn('eve@example.org')];
});
afterAll(() => app.close());

const week = { do: 'save', name: 'Mine', timeZone: 'Europe/Berlin', d1_0_from: '09:00', d1_0_to: '12:00', d1_1_from: '13:00', d1_1_to: '00:00' };
const idOf = ({ location }: Answer): string => new URL(location, app.url).pathname.slice(-36);

describe('the draft of working hours', () => {
  const stored: Stored = {
    name: 'All',
    timeZone: 'Asia/Kathmandu',
    weekly: [
      {
        days: [1, 3],
        ranges: [
          ['09:00', '12:00'],
          ['13:00', '24:00'],
        ],
      },
      { days: [2], ranges: [['00:00', '24:00']] },
    ],
    overrides: [
      { date: '2026-05-05', ranges: [] },
      {
        date: '2027-02-03',
        ranges: [
          ['10:00', '11:00'],
          ['12:00', '13:00'],
        ],
      },
      { date: '2027-02-04', ranges: [] },
    ],
    travel: [
      { from: '2026-01-01', to: '2026-01-05', timeZone: 'Asia/Tokyo' },
      { from: '2027-03-01', timeZone: 'Europe/Paris' },
    ],
    holidays: { country: 'DE', region: 'BY', working: ['2027-01-06'], own: [{ date: '2027-07-07', name: 'Own day' }] },
  };
  it('comes back as it was stored, with what lies too far back to be shown', () => {
    expect(checkDraft(draftOf(stored, TODAY), TODAY, stored).values).toEqual(stored);
  });
  it('names what cannot stand by its field, and keeps it', () => {
    const draft = readDraft({
      d1_0_from: '9:00',
      d1_0_to: '10:00',
      d2_0_from: '10:00',
      d2_0_to: '09:00',
      d3_0_from: '09:00',
      d3_0_to: '12:00',
      d3_1_from: '11:00',
      d3_1_to: '13:00',
      s0_date: '2027-02-30',
      s0_from: '',
      s0_to: '',
      s1_date: '2027-02-03',
      s1_from: '',
      s1_to: '',
      s2_date: '2027-02-03',
      s2_from: '08:00',
      s2_to: '09:00',
      t0_from: '2027-03-02',
      t0_to: '2027-03-01',
      t0_zone: 'Mars/Olympus',
    });
    const { faults, values } = checkDraft(draft, TODAY);
    expect(values).toBeUndefined();
    expect([...faults.keys()].sort()).toEqual(['d1_0_from', 'd2_0_to', 'd3_1_from', 'name', 's0_date', 's1_from', 't0_to', 't0_zone', 'timeZone'].sort());
    expect(draft.travel).toEqual([{ from: '2027-03-02', to: '2027-03-01', zone: 'Mars/Olympus' }]);
  });
  it('takes the right line away, also where an earlier one was emptied', () => {
    const draft = readDraft({ do: 'drop-d1-1', d1_0_from: '', d1_0_to: '', d1_1_from: '10:00', d1_1_to: '11:00', d1_2_from: '12:00', d1_2_to: '13:00' });
    expect(draft.days[0]).toEqual([{ from: '12:00', to: '13:00' }]);
  });
});

describe('the editor of working hours', () => {
  it('saves hours of one’s own, and nobody else’s may be changed', async () => {
    const made = await ann('/app/working-hours/new', week);
    expect(made.status).toBe(303);
    const id = idOf(made);
    expect(await calendar.model('calendar.schedule').get(id)).toMatchObject({
      owner: annId,
      weekly: [
        {
          days: [1],
          ranges: [
            ['09:00', '12:00'],
            ['13:00', '24:00'],
          ],
        },
      ],
      holidays: null,
    });
    expect((await ann(`/app/working-hours/${id}`)).text).toContain('value="13:00"');
    expect((await ann(`/app/calendar.schedule/${id}`)).text).toContain('Edit the hours');
    expect((await eve(`/app/calendar.schedule/${id}`)).text).not.toContain('Edit the hours');
    expect([(await eve(`/app/working-hours/${id}`)).status, (await eve(`/app/working-hours/${id}`, week)).status]).toEqual([403, 403]);
    expect((await root(`/app/working-hours/${id}`, { ...week, name: 'Kept by root' })).status).toBe(303);
    const shared = await root('/app/working-hours/new', { ...week, shared: 'true' });
    expect(await calendar.model('calendar.schedule').get(idOf(shared))).toMatchObject({ owner: null });
    expect((await ann(`/app/working-hours/${idOf(shared)}`, week)).status).toBe(403);
    expect(await calendar.model('calendar.schedule').get(idOf(await ann('/app/working-hours/new', { ...week, shared: 'true' })))).toMatchObject({
      owner: annId,
    });
  });
  it('refuses at the field and loses nothing', async () => {
    const refused = await ann('/app/working-hours/new', { ...week, d1_0_to: '08:00', name: '<b>' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('id="d1_0_to-fault"');
    expect(refused.text).toContain('value="&lt;b&gt;"');
    expect(refused.text).toContain('value="08:00"');
  });
  it('copies a day, shows holidays and takes those of a file, all without saving', async () => {
    const before = await calendar.model('calendar.schedule').count({});
    const copied = await ann('/app/working-hours/new', { ...week, do: 'copy-1', copy1: ['3', '5'] });
    expect([copied.status, copied.text.match(/value="13:00"/g)?.length]).toEqual([200, 3]);
    const shown = await ann('/app/working-hours/new', { ...week, do: 'preview', country: 'DE', region: 'BY' });
    expect(shown.text).toContain('Epiphany');
    expect(shown.text).toMatch(/name="closed" value="2027-01-06" checked/);
    const file =
      'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20270107\r\nDTEND;VALUE=DATE:20270109\r\nSUMMARY:Dashain\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
    const taken = await ann('/app/working-hours/new', { ...week, do: 'import' }, file);
    expect(taken.text.match(/Dashain/g)?.length).toBeGreaterThanOrEqual(4);
    expect((await ann('/app/working-hours/new', { ...week, do: 'import' }, 'no calendar')).text).toContain('This is no calendar file.');
    expect(await calendar.model('calendar.schedule').count({})).toBe(before);
  });
  it('keeps a holiday on which somebody works', async () => {
    const listed = ['2027-01-06', '2027-03-26'];
    const made = await ann('/app/working-hours/new', { ...week, country: 'DE', region: 'BY', listed, closed: ['2027-03-26'] });
    expect((await calendar.model('calendar.schedule').get(idOf(made))).holidays).toMatchObject({ country: 'DE', region: 'BY', working: ['2027-01-06'] });
  });
});

describe('my working hours', () => {
  const free = async (): Promise<string[]> => {
    const [from, to] = [new Date('2027-01-04T00:00:00Z'), new Date('2027-01-19T00:00:00Z')];
    const ranges = await calendar.service('calendar').availability({ resources: [{ kind: 'person', id: annId }], viewerTimeZone: 'UTC', from, to });
    return ranges.map(({ start }) => start.toISOString().slice(0, 16));
  };
  it('are those that I choose, without my days off, whose reason nobody else reads', async () => {
    const hours = idOf(await ann('/app/working-hours/new', { ...week, d1_1_from: '', d1_1_to: '' }));
    expect((await ann('/app/my-hours/use', { schedule: hours })).status).toBe(303);
    expect(await free()).toEqual(['2027-01-04T08:00', '2027-01-11T08:00', '2027-01-18T08:00']);
    const saved = await ann('/app/my-hours/off', { do: 'save', off0_from: '2027-01-10', off0_to: '2027-01-12', off0_reason: 'Surgery' });
    expect(saved.status).toBe(303);
    expect(await free()).toEqual(['2027-01-04T08:00', '2027-01-18T08:00']);
    expect((await ann('/app/my-hours')).text).toContain('Surgery');
    for (const page of [`/app/base.person/${annId}`, '/app/base.person', '/app/my-hours', `/app/calendar.schedule/${hours}`])
      expect((await root(page)).text, page).not.toContain('Surgery');
    await ann('/app/my-hours/use', { schedule: '' });
    expect(await free()).toEqual(['2027-01-04T00:00', '2027-01-12T23:00']);
  });
  it('refuse days off that end before they begin, and hours of somebody else', async () => {
    const refused = await ann('/app/my-hours/off', { do: 'save', off0_from: '2027-01-10', off0_to: '2027-01-02', off0_reason: 'Typed' });
    expect([refused.status, refused.text.includes('off0_to-fault'), refused.text.includes('value="Typed"')]).toEqual([422, true, true]);
    const [hours] = await calendar.model('calendar.schedule').find({ owner: annId });
    expect((await eve('/app/my-hours/use', { schedule: hours?.id ?? '' })).status).toBe(403);
  });
});
