import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Create, Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { linkUrl } from '../views.tsx';

let app: TestApp;
let env: Env<'booking-portal'>;
let hosts: string[] = [];
let schedule = '';
let day = 4;

type Slot = { start: string; end: string };
type Values = Partial<Create<'booking-portal', 'booking.link'>>;

/** A link of its own, for a fresh Monday so that tests do not meet. */
async function openLink(values: Values, persons: readonly string[] = []) {
  const { id } = await env.model('booking.link').create({ name: 'Talk', host: hosts[0] ?? '', schedule, timeZone: 'UTC', approval: false, ...values });
  if (persons.length > 0) await env.model('booking.link_host').create(persons.map((person) => ({ link: id, person })));
  return { id, url: await linkUrl(env, id) };
}

const at = (time: string): string => `2027-01-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const slotsOf = async (url: string, query = ''): Promise<Slot[]> =>
  ((await (await fetch(`${url}/slots?from=${at('00:00')}&to=2027-03-01T00:00:00Z${query}`)).json()) as { slots: Slot[] }).slots;
const startsOf = async (url: string, query = '') => (await slotsOf(url, query)).map(({ start }) => start);
const book = (url: string, body: object) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Gita', email: 'gita@example.org', tz: 'Asia/Kathmandu', ...body }),
  });
const meetingOf = async (answer: Response) => {
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  const [booking] = await env.model('booking.booking').find({ id });
  const [meeting] = await env.service('meetings').details({ ids: [booking?.meeting ?? ''] });
  if (!booking || !meeting) throw new Error('no such booking');
  return { booking, meeting };
};
const problemOf = async (answer: Response) => (await answer.json()) as { code: string; issues?: { path: string; message: string }[] };

beforeAll(async () => {
  app = await bootTestApp({
    clock: '2027-01-03T05:00:00Z',
    environment: {
      ATRIUM_BOOKING_PORTAL_PER_ADDRESS: '0',
      ATRIUM_BOOKING_PORTAL_PER_EMAIL: '0',
      ATRIUM_BOOKING_PORTAL_PAUSE_SECONDS: '0',
      ATRIUM_BOOKING_PORTAL_REFUSE_THROW_AWAY: 'true',
      ATRIUM_BOOKING_PORTAL_REFUSED_DOMAINS: 'throw.example\n@away.example',
    },
  });
  env = app.env('booking-portal') as Env<'booking-portal'>;
  const people = ['ada', 'ben', 'cleo'].map((name) => ({ name: `${name} fernweh`, email: `${name}@example.org`, timeZone: 'UTC' }));
  hosts = await env.service('base').addPeople({ people });
  const weekly = [{ days: [1, 2, 3, 4, 5, 6, 7], ranges: [['09:00', '12:00'] as [string, string]] }];
  ({ id: schedule } = await env.model('calendar.schedule').create({ name: 'Mornings', timeZone: 'UTC', weekly }));
});
beforeEach(() => {
  day += 1;
});
afterAll(() => app.close());

describe('several hosts', () => {
  it('any of them: as many guests at once as hosts, each with another, and the next is refused', async () => {
    const { url } = await openLink({ hosting: 'any-of-several' }, hosts.slice(0, 2));
    const met = [await meetingOf(await book(url, { start: at('09:00') })), await meetingOf(await book(url, { start: at('09:00'), email: 'b@example.org' }))];
    expect(new Set(met.map(({ meeting }) => meeting.host.id))).toEqual(new Set(hosts.slice(0, 2)));
    const third = await book(url, { start: at('09:00'), email: 'c@example.org' });
    expect([third.status, (await problemOf(third)).code]).toEqual([409, 'BOOKING_SLOT_TAKEN']);
    expect(await startsOf(url)).not.toContain(at('09:00'));
  });
  it('any of them: two guests at the same instant get two hosts', async () => {
    const { url } = await openLink({ hosting: 'any-of-several' }, hosts);
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => book(url, { start: at('10:00'), email: `${name}@example.org` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409]);
    const met = await Promise.all(answers.filter(({ status }) => status === 201).map(meetingOf));
    expect(new Set(met.map(({ meeting }) => meeting.host.id)).size).toBe(3);
  });
  it('whoever was booked longest ago is next', async () => {
    const { url } = await openLink({ hosting: 'any-of-several' }, hosts);
    const order: string[] = [];
    for (const time of ['09:00', '10:00', '11:00']) order.push((await meetingOf(await book(url, { start: at(time) }))).meeting.host.id);
    expect(new Set(order).size).toBe(3);
    day += 1;
    expect((await meetingOf(await book(url, { start: at('09:00') }))).meeting.host.id).toBe(order[0]);
  });
  it('all of them: everybody’s time is taken, and one who is not free closes it', async () => {
    const { url } = await openLink({ hosting: 'all-of-them' }, hosts);
    const { meeting } = await meetingOf(await book(url, { start: at('09:00') }));
    expect(new Set(meeting.attendees.flatMap(({ person }) => person ?? []))).toEqual(new Set(hosts));
    const alone = await openLink({ host: hosts[2] ?? '' });
    expect(await startsOf(alone.url)).not.toContain(at('09:00'));
    await meetingOf(await book(alone.url, { start: at('10:00') }));
    expect(await startsOf(url)).not.toContain(at('10:00'));
  });
  it('some of them: n are chosen of those who are free, and fewer are not enough', async () => {
    const { url } = await openLink({ hosting: 'some-of-them', hostsNeeded: 2 }, hosts);
    const { meeting, booking } = await meetingOf(await book(url, { start: at('09:00') }));
    expect(meeting.attendees.filter(({ person }) => person !== null)).toHaveLength(2);
    expect(booking.hosts).toHaveLength(2);
    expect(await startsOf(url)).not.toContain(at('09:00'));
    expect(await startsOf(url)).toContain(at('10:00'));
  });
  it('a booking that moves keeps its hosts', async () => {
    const { url } = await openLink({ hosting: 'any-of-several' }, hosts);
    const answer = await book(url, { start: at('09:00') });
    const { manage } = (await answer.clone().json()) as { manage: string };
    const before = await meetingOf(answer);
    const moved = await fetch(`${manage.split('?')[0]}/reschedule`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ start: at('11:00') }),
    });
    expect(moved.status).toBe(200);
    const [after] = await env.service('meetings').details({ ids: [before.meeting.id] });
    expect(after).toMatchObject({ start: new Date(at('11:00')), host: { id: before.meeting.host.id } });
  });
  it('are not named where the link hides them', async () => {
    const { url } = await openLink({ hosting: 'any-of-several', showHost: false }, hosts);
    const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('Talk');
    expect(page).not.toContain('fernweh');
  });
});

describe('limits', () => {
  it('a day, by count', async () => {
    const { url } = await openLink({ maxPerDay: 1 });
    await meetingOf(await book(url, { start: at('09:00') }));
    const left = await startsOf(url);
    expect(left.some((start) => start.startsWith(at('').slice(0, 10)))).toBe(false);
    expect(left.length).toBeGreaterThan(10);
    expect((await book(url, { start: at('11:00') })).status).toBe(409);
  });
  it('a week, by minutes', async () => {
    day = 11; // a Monday
    const { url } = await openLink({ maxMinutesPerWeek: 120, durationMin: 60 });
    for (const time of ['09:00', '10:00']) await meetingOf(await book(url, { start: at(time) }));
    expect((await startsOf(url))[0]).toBe('2027-01-18T09:00:00.000Z');
  });
  it('hold against guests at the same instant', async () => {
    day = 14;
    const { url } = await openLink({ maxPerDay: 1, stepMin: 60 });
    const answers = await Promise.all(['09:00', '10:00', '11:00'].map((time) => book(url, { start: at(time), email: `${time.slice(0, 2)}@example.org` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
  it('a link that works once', async () => {
    day = 15;
    const { url } = await openLink({ maxBookings: 1 });
    const answers = await Promise.all(['09:00', '10:00'].map((time) => book(url, { start: at(time), email: `${time.slice(0, 2)}@example.org` })));
    const made = answers.find(({ status }) => status === 201);
    const refused = answers.find(({ status }) => status !== 201);
    // Who was on the way already is told; whoever comes later finds it closed.
    expect(['BOOKING_LINK_FULL', 'NOT_FOUND']).toContain(refused && (await problemOf(refused)).code);
    expect((await fetch(url, { headers: { accept: 'text/html' } })).status).toBe(404);
    expect((await fetch(`${url}/slots`)).status).toBe(404);
    if (!made) throw new Error('nobody booked');
    const { booking, meeting } = await meetingOf(made);
    await env.service('meetings').cancel({ id: meeting.id, version: meeting.version });
    expect((await book(url, { start: at('11:00'), email: 'third@example.org' })).status).toBe(201);
    expect(await env.model('booking.booking').count({ link: booking.link })).toBe(2);
  });
  it('days between which it can be booked', async () => {
    day = 16;
    const { url } = await openLink({ opensOn: '2027-01-20', closesOn: '2027-01-21' });
    const days = new Set((await startsOf(url)).map((start) => start.slice(0, 10)));
    expect([...days]).toEqual(['2027-01-20', '2027-01-21']);
    expect((await book(url, { start: '2027-01-22T09:00:00Z' })).status).toBe(409);
  });
});

describe('what guests choose and are asked', () => {
  it('one of several lengths; another is the link’s own', async () => {
    day = 23;
    const { url } = await openLink({ durationMin: 60, otherDurations: [15], stepMin: 15 });
    expect((await slotsOf(url, '&minutes=15'))[0]).toMatchObject({ start: at('09:00'), end: at('09:15') });
    expect((await slotsOf(url, '&minutes=240'))[0]).toMatchObject({ start: at('09:00'), end: at('10:00') });
    const { meeting } = await meetingOf(await book(url, { start: at('09:00'), minutes: 15 }));
    expect(meeting.end).toEqual(new Date(at('09:15')));
  });
  it('questions: refused with the form kept, then stored and told to the host', async () => {
    day = 24;
    const questions = [
      { id: 'topic', label: 'What about?', kind: 'choice' as const, required: true, choices: ['Sales', 'Help'] },
      { id: 'phone', label: 'Your number', kind: 'phone' as const, required: false, choices: [] },
    ];
    const { url } = await openLink({ questions, consent: 'I agree to the terms.' });
    const refused = await problemOf(await book(url, { start: at('09:00'), q_topic: 'Other', q_phone: 'no' }));
    expect(refused.issues?.map(({ path }) => path).sort()).toEqual(['consent', 'q_phone', 'q_topic']);
    const page = await fetch(url, {
      method: 'POST',
      headers: { accept: 'text/html', origin: app.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ start: at('09:00'), name: 'Gita', email: 'gita@example.org', q_phone: '<b>1', q_topic: 'Help' }),
    });
    const text = await page.text();
    expect(page.status).toBe(422);
    expect(text).toContain('value="&lt;b&gt;1"');
    expect(text).toMatch(/<option value="Help" selected/);
    const { booking, meeting } = await meetingOf(await book(url, { start: at('09:00'), q_topic: 'Help', consent: 'true' }));
    expect(booking.answers).toEqual([{ question: 'What about?', answer: 'Help' }]);
    const [guest] = await env
      .asPlugin()
      .service('meetings')
      .details({ ids: [meeting.id] });
    expect(guest?.attendees.map(({ email }) => email)).toContain('gita@example.org');
  });
  it('others come along, each once, up to the link’s number', async () => {
    day = 25;
    const { url } = await openLink({ guestsAllowed: 2 });
    const { meeting } = await meetingOf(await book(url, { start: at('09:00'), others: 'b@example.org, c@example.org\nb@example.org gita@example.org' }));
    expect(meeting.attendees.map(({ email }) => email).sort()).toEqual(['ada@example.org', 'b@example.org', 'c@example.org', 'gita@example.org']);
    for (const others of ['a@example.org b@example.org c@example.org', 'b@example.org\nBcc: x'])
      expect((await problemOf(await book(url, { start: at('10:00'), others }))).issues?.map(({ path }) => path)).toEqual(['others']);
  });
  it('addresses of refused domains are told so, also of who comes along', async () => {
    day = 22;
    const { url } = await openLink({ guestsAllowed: 1 });
    const refused = { 'x@THROW.example': 'email', 'x@mx.away.example': 'email', 'x@mailinator.com': 'email', 'x@eu.mailinator.com': 'email' };
    const bodies = Object.entries(refused).map(([email, path]) => ({ body: { email }, path }));
    for (const { body, path } of [...bodies, { body: { others: 'y@throw.example' }, path: 'others' }])
      expect((await problemOf(await book(url, { start: at('09:00'), ...body }))).issues?.map((issue) => issue.path)).toEqual([path]);
    expect((await book(url, { start: at('09:00'), email: 'x@notthrow.example' })).status).toBe(201);
  });
  it('moving and cancelling end in time', async () => {
    day = 26;
    const { url } = await openLink({ cancelNoticeMin: 43_200, policy: 'A month ahead, please.' });
    const { manage } = (await (await book(url, { start: at('09:00') })).json()) as { manage: string };
    const base = manage.split('?')[0] ?? '';
    const page = await (await fetch(base, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('It is too late to change this booking here');
    expect(page).toContain('A month ahead, please.');
    for (const [step, body] of [
      ['cancel', {}],
      ['reschedule', { start: at('10:00') }],
    ] as const) {
      const answer = await fetch(`${base}/${step}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      expect((await problemOf(answer)).code).toBe('BOOKING_TOO_LATE');
    }
  });
});

describe('the clock', () => {
  it('of 12 or 24 hours is the guest’s choice, and is kept to the form and back', async () => {
    day = 27;
    const { url } = await openLink({ durationMin: 60, otherDurations: [30], schedule, timeZone: 'UTC' });
    const page = async (query: string) => (await fetch(`${url}?tz=UTC&month=2027-01&day=2027-01-28&${query}`, { headers: { accept: 'text/html' } })).text();
    expect(await page('clock=12')).toMatch(/>9:00\s*AM</i);
    expect(await page('clock=12')).toContain('clock=12&amp;');
    expect(await page('clock=24')).toContain('>09:00<');
    expect(await page(`clock=12&start=${at('09:00')}`)).toContain('name="clock" value="12"');
    expect((await (await fetch(`${url}?clock=99`, { headers: { accept: 'text/html' } })).text()).includes('clock=99')).toBe(false);
  });
});

describe('a time that is held while its form is open', () => {
  const holdFor = (url: string, browser: string, start: string) =>
    fetch(`${url}/hold`, { method: 'POST', headers: { 'content-type': 'application/json', cookie: browser }, body: JSON.stringify({ start }) });
  const bookAs = (url: string, browser: string, body: object) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: browser },
      body: JSON.stringify({ name: 'Gita', email: 'gita@example.org', ...body }),
    });
  const visit = async (url: string): Promise<string> =>
    ((await fetch(url, { headers: { accept: 'text/html' } })).headers.get('set-cookie') ?? '').split(';')[0] ?? '';

  it('is nobody else’s until the hold lapses, and its holder books it', async () => {
    day = 28;
    const { url } = await openLink({});
    const [one, two] = [await visit(url), await visit(url)];
    expect((await holdFor(url, one, at('09:00'))).status).toBe(201);
    expect((await holdFor(url, two, at('09:00'))).status).toBe(409);
    expect(await startsOf(url)).not.toContain(at('09:00'));
    expect((await bookAs(url, two, { start: at('09:00') })).status).toBe(409);
    expect((await bookAs(url, one, { start: at('09:00'), held: '1' })).status).toBe(201);
  });
  it('a browser holds one time: the next choice gives the first back; a lapsed one hinders nobody', async () => {
    day = 29;
    const { url } = await openLink({});
    const [one, two] = [await visit(url), await visit(url)];
    await holdFor(url, one, at('09:00'));
    await holdFor(url, one, at('10:00'));
    const starts = await startsOf(url);
    expect([starts.includes(at('09:00')), starts.includes(at('10:00'))]).toEqual([true, false]);
    app.clock.advance(11 * 60_000);
    expect((await bookAs(url, two, { start: at('10:00') })).status).toBe(201);
  });
  it('holds what is offered alone, and for a browser alone', async () => {
    day = 30;
    const { url } = await openLink({});
    expect((await holdFor(url, await visit(url), at('20:00'))).status).toBe(409);
    expect(await (await holdFor(url, '', at('09:00'))).json()).toEqual({ heldUntil: null });
    expect(await startsOf(url)).toContain(at('09:00'));
  });
});

describe('on another site', () => {
  const framedBy = async (url: string): Promise<string | undefined> =>
    /frame-ancestors ([^;]+)/.exec((await fetch(url, { headers: { accept: 'text/html' } })).headers.get('content-security-policy') ?? '')?.[1];

  it('a page is framed by the sites that its link names, and by no other; a slip opens nothing', async () => {
    day = 21;
    const { url } = await openLink({ embedSites: 'https://www.example.org/\nhttps://*.example.com' });
    for (const slip of ['*', "'self'", 'data:', 'https://x.example;script-src']) await expect(openLink({ embedSites: slip }), slip).rejects.toThrow();
    const plain = await openLink({});
    expect(await framedBy(url)).toBe('https://www.example.org https://*.example.com');
    expect(await framedBy(plain.url)).toBe("'none'");
    const { manage } = (await (await book(url, { start: at('09:00') })).json()) as { manage: string };
    expect(await framedBy(manage)).toBe('https://www.example.org https://*.example.com');
    expect(await framedBy(`${app.url}/book/unknown`)).toBe("'none'");
  });
  it('a script stands under an address that stays', async () => {
    const answer = await fetch(`${app.url}/embed.js`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(await answer.text()).toContain('data-link');
  });
});
