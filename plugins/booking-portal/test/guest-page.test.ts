import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPortal } from './open-portal.ts';

let portal: Awaited<ReturnType<typeof openPortal>>;
beforeAll(async () => {
  portal = await openPortal();
});
afterAll(() => portal?.close());

const at = (day: number, time = '09:00') => `2027-01-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const look = async (url: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, { headers: { accept: 'text/html', ...headers } });
  return { status: answer.status, text: await answer.text() };
};
const send = async (url: string, body: Record<string, string>, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', origin: portal.app.url, ...headers },
    body: new URLSearchParams(body),
  });
  return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') ?? '' };
};
const refusal = async (values: object) =>
  portal.link(values).then(
    () => undefined,
    (error: { issues?: { path: string }[]; code?: string }) => error,
  );

describe('a readable address', () => {
  it('leads to the page beside the secret one, and goes with the link alone', async () => {
    const { id, url } = await portal.link({ slug: 'ann-course' });
    expect(url).toBe(`${portal.env.baseUrl}/book/ann-course`);
    const here = `${portal.app.url}/book/ann-course`;
    expect((await look(here)).status).toBe(200);
    await portal.env.model('booking.link').update(id, { slug: 'ann-lesson' });
    expect([(await look(here)).status, (await look(`${portal.app.url}/book/ann-lesson`)).status]).toEqual([404, 200]);
    await portal.env.model('booking.link').update(id, { active: false });
    expect((await look(`${portal.app.url}/book/ann-lesson`)).status).toBe(404);
  });
  it('stays when the secret one is made anew', async () => {
    const { id } = await portal.link({ slug: 'stays-here' });
    const post = await portal.asAdmin();
    await portal.env.model('booking.link').update(id, { slug: null });
    const { linkUrl } = await import('../views.tsx');
    const secret = (await linkUrl(portal.env, id)).replace(portal.env.baseUrl, portal.app.url);
    await portal.env.model('booking.link').update(id, { slug: 'stays-here' });
    expect((await look(secret)).status).toBe(200);
    expect((await post(`/app/booking.link/${id}/do/new-address`, {})).status).toBe(303);
    expect([(await look(secret)).status, (await look(`${portal.app.url}/book/stays-here`)).status]).toEqual([404, 200]);
  });
  it('is refused where it is taken, kept free or none', async () => {
    await portal.link({ slug: 'taken-one' });
    expect((await refusal({ slug: 'taken-one' }))?.code).toMatch(/DUPLICATE/);
    for (const slug of ['admin', 'Ann Course', 'a--b', 'ab']) expect((await refusal({ slug }))?.issues?.[0]?.path, slug).toBe('slug');
  });
});

describe('the languages of a link', () => {
  it('are offered at the foot of the page; the chosen one goes into the form, the mails and the booking', async () => {
    const { url } = await portal.link({ languages: ['en', 'de'] });
    expect((await look(url, { 'accept-language': 'de-AT,de;q=0.9' })).text).toContain('lang="de"');
    const french = await look(url, { 'accept-language': 'fr' });
    expect([french.text.includes('<html lang="en"'), french.text.includes('>Deutsch</a>')]).toEqual([true, true]);
    const form = await look(`${url}?lang=de&start=${at(4)}`);
    expect(form.text).toContain('name="language" value="de"');
    const { location } = await send(url, { start: at(4), name: 'Gesa', email: 'gesa@example.org', language: 'de' });
    expect((await look(portal.app.url + location)).text).toContain('Ihr Termin mit Ann Host steht');
    const alone = await portal.link({ languages: ['de'] });
    expect((await look(alone.url, { 'accept-language': 'en' })).text).toContain('<html lang="de"');
  });
  it('says times as the region of the browser does, unless the guest chose', async () => {
    const { url } = await portal.link({});
    const day = `${url}?day=2027-01-05`;
    expect((await look(day, { 'accept-language': 'en-US,en;q=0.9' })).text).toMatch(/9:00\sAM/);
    expect((await look(day, { 'accept-language': 'en-GB' })).text).toContain('09:00');
    expect((await look(`${day}&clock=24`, { 'accept-language': 'en-US' })).text).not.toMatch(/9:00\sAM/);
  });
});

describe('a form for a time that cannot be booked', () => {
  it('says so on top and offers what is free near it', async () => {
    const { url } = await portal.link({});
    for (const start of ['2026-12-30T09:00:00.000Z', at(6, '09:17'), at(6, '22:00')]) {
      const { text } = await look(`${url}?start=${start}`);
      expect(text, start).toContain('This time cannot be booked.');
    }
    await portal.book(url, 'First', at(6));
    const taken = await look(`${url}?start=${at(6)}`);
    expect([taken.text.includes('This time was just taken'), taken.text.includes(`value="${at(6, '10:00')}"`)]).toEqual([true, true]);
    expect((await look(`${url}?start=${at(6, '11:00')}`)).text).not.toContain('cannot be booked');
  });
  it('comes back as it was typed when no other time was chosen', async () => {
    const { url } = await portal.link({});
    const { status, text } = await send(url, { wanted: at(6, '09:17'), name: 'Frida', email: 'frida@example.org' });
    expect([status, text.includes('value="Frida"'), text.includes('id="start-fault"'), /type="radio" name="start"/.test(text)]).toEqual([
      422,
      true,
      true,
      true,
    ]);
  });
  it('tells all that is wrong at once, and which address', async () => {
    const { url } = await portal.link({
      guestsAllowed: 2,
      consent: 'I agree to the rules.',
      questions: [{ id: 'topic', label: 'Topic', kind: 'text', required: true, choices: [] }],
    });
    const { status, text } = await send(url, { start: at(7), name: '', email: 'nobody', others: 'a@example.org, not-an-address' });
    expect(status).toBe(422);
    for (const field of ['name', 'email', 'q_topic', 'consent', 'others']) expect(text, field).toContain(`id="${field}-fault"`);
    expect(text).toContain('This is no e-mail address: not-an-address.');
  });
});

describe('a browser that comes back', () => {
  it('and sends the form again is led to its booking; an address alone learns nothing', async () => {
    const { url } = await portal.link({});
    const cookie = `booking-portal.browser=${'a'.repeat(24)}`;
    const guest = { start: at(8), name: 'Hilde', email: 'hilde@example.org' };
    const first = await send(url, guest, { cookie });
    const again = await send(url, { ...guest, note: 'once more' }, { cookie });
    expect([again.status, again.location.split('?')[0]]).toEqual([303, first.location]);
    expect((await look(portal.app.url + again.location)).text).toContain('You have booked this time already');
    const [stranger, other] = [await send(url, guest), await send(url, { ...guest, email: 'someone@example.org' })];
    const said = ({ status, text }: { status: number; text: string }) => [
      status,
      text.includes(first.location),
      text.includes('a mail about it is in your mailbox'),
    ];
    expect([said(stranger), said(other)]).toEqual([
      [409, false, true],
      [409, false, true],
    ]);
  });
  it('without cookies, in a frame of another site, holds a time by what its form was given', async () => {
    const { url } = await portal.link({});
    const { text } = await look(`${url}?start=${at(9)}`);
    const visit = /name="visit" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const held = await portal.ask(`${url}/hold`, { start: at(9), visit });
    expect([held.status, held.json.seconds]).toEqual([201, 600]);
    expect((await portal.ask(`${url}/hold`, { start: at(9, '10:00'), visit: `${visit}x` })).json.heldUntil).toBeNull();
    expect((await portal.book(url, 'Other', at(9))).status).toBe(409);
    // Its own hold does not stand in the way of who goes back and chooses the same time once more.
    const framed = { 'sec-fetch-dest': 'iframe' };
    expect((await look(`${url}?start=${at(9)}&visit=${encodeURIComponent(visit)}`, framed)).text).not.toContain('Free near that time');
    expect((await look(url, framed)).text).toMatch(/visit=[\w.%-]+/);
    expect((await portal.book(url, 'Own', at(9), { held: '1', visit })).status).toBe(201);
  });
});

describe('the page of a booking', () => {
  it('keeps the zone of the booking when it moves, or the one that was chosen there, and asks why', async () => {
    const { url } = await portal.link({});
    const booked = await portal.book(url, 'Yuki', at(10), { tz: 'Asia/Tokyo' });
    const base = String(booked.json.manage).split('?')[0]?.replace(portal.env.baseUrl, portal.app.url) ?? '';
    const times = (await look(`${base}/reschedule`)).text;
    expect([times.includes('data-zone="Asia/Tokyo" data-chosen'), times.includes('January 2027')]).toEqual([true, true]);
    expect((await look(`${base}/reschedule?start=${at(11)}`)).text).toContain('name="reason"');
    expect((await portal.ask(`${base}/reschedule`, { start: at(11), tz: 'Asia/Kathmandu', reason: 'A cold' })).status).toBe(200);
    const { booking, meeting } = await portal.meetingOf(booked);
    expect([booking.timeZone, meeting.attendees.find(({ email }) => email === 'yuki@example.org')?.timeZone]).toEqual(['Asia/Kathmandu', 'Asia/Kathmandu']);
  });
  it('repeats what was written, both zones, and that the invitation was sent', async () => {
    const { url } = await portal.link({ guestsAllowed: 1 });
    const booked = await portal.book(url, 'Zoe', at(12), { tz: 'Asia/Tokyo', note: 'Bring the plans', others: 'yan@example.org' });
    const page = () => look(String(booked.json.manage).replace(portal.env.baseUrl, portal.app.url)).then(({ text }) => text);
    const before = await page();
    for (const words of ['Bring the plans', 'yan@example.org', '18:00', 'For the host:', 'is on its way']) expect(before).toContain(words);
    await portal.mails();
    expect(await page()).toContain('The invitation was sent to zoe@example.org.');
  });
  it('names no host where the link names none, and leads to another time once it is off', async () => {
    const { id, url } = await portal.link({ showHost: false });
    const booked = await portal.book(url, 'Ivo', at(13));
    const manage = String(booked.json.manage).replace(portal.env.baseUrl, portal.app.url);
    expect((await look(manage)).text).not.toContain('Ann Host');
    await portal.ask(`${manage.split('?')[0]}/cancel`, {});
    const off = (await look(manage)).text;
    expect([off.includes('Ann Host'), off.includes('Book another time')]).toEqual([false, true]);
    // An address that was made anew is not for those who had the old one.
    await portal.env.model('booking.link').update(id, { seed: 'another' });
    expect((await look(manage)).text).not.toContain('Book another time');
  });
  it('leads to the host by mail where it is too late, if the link names the host', async () => {
    for (const showHost of [true, false]) {
      const { url } = await portal.link({ showHost, cancelNoticeMin: 43_200 });
      const booked = await portal.book(url, 'Jan', at(14, showHost ? '09:00' : '10:00'));
      const { text } = await look(String(booked.json.manage).replace(portal.env.baseUrl, portal.app.url));
      expect([text.includes('mailto:ann@example.org'), text.includes('too late')]).toEqual([showHost, true]);
    }
  });
});

it('sites that may show the page: what has no scheme is https, what is no site is refused', async () => {
  const { url } = await portal.link({ embedSites: 'www.example.org\nhttps://other.example/' });
  const frames = (await fetch(url, { headers: { accept: 'text/html' } })).headers.get('content-security-policy');
  expect(frames).toContain('frame-ancestors https://www.example.org https://other.example');
  expect((await refusal({ embedSites: 'https://www.example.org/page' }))?.issues?.[0]?.path).toBe('embedSites');
});
