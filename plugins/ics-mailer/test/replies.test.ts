import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMailer } from './open-mailer.ts';

const secret = 'a secret of sixteen';
/** As another mail server would make it. */
const inboundSignature = (key: string, timestamp: string, raw: Uint8Array): string =>
  createHmac('sha256', key).update(`${timestamp}.`).update(raw).digest('hex');
let mailer: Awaited<ReturnType<typeof openMailer>>;
beforeAll(async () => {
  mailer = await openMailer({ ATRIUM_MAIL_INBOUND_SECRET: secret, ATRIUM_ICS_MAILER_REPLY_ADDRESS: 'replies@atrium.example' });
});
afterAll(() => mailer.close());

const page = { accept: 'text/html' };
/** The address of one answer in the newest mail to somebody, on the port of the test. */
const linkIn = (email: string, what: 'accept' | 'maybe' | 'decline'): string => {
  const found = new RegExp(`http\\S+/answer/\\S+\\?a=${what}`).exec(mailer.mailTo(email)?.mail.text ?? '')?.[0];
  if (!found) throw new Error(`no link in the mail to ${email}`);
  return found;
};
const post = (link: string, answer: string, note = '') =>
  fetch(link.split('?')[0] ?? '', {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: mailer.app.url, ...page },
    body: new URLSearchParams({ answer, note }),
  });
const answerOf = async (event: string, email: string) => (await mailer.meetings.model('meeting.attendee').find({ event, email }))[0]?.partstat;
const claimsOf = async (event: string) => (await mailer.app.app.runtime.database.query('SELECT kind FROM calendar_claim WHERE source = $1', [event])).rowCount;
const told = async (event: string) =>
  (await mailer.app.app.runtime.database.query<{ note: string }>("SELECT note FROM activity_activity WHERE record = $1 AND kind = 'declined'", [event])).rows;

describe('answers by the links of a mail', () => {
  it('are asked for by a page that changes nothing, and taken by a form without script', async () => {
    const { id } = await mailer.confirmed();
    const link = linkIn('g0@example.org', 'accept');
    const asked = await fetch(link, { headers: page });
    const text = await asked.text();
    expect(asked.status).toBe(200);
    expect(text).toContain('Review');
    expect(text).toContain('14:00');
    expect(text).toContain('name="answer"');
    expect(asked.headers.get('referrer-policy')).toBe('same-origin');
    expect(await answerOf(id, 'g0@example.org')).toBe('NEEDS-ACTION');
    const given = await post(link, 'ACCEPTED');
    expect(given.status).toBe(303);
    expect(await answerOf(id, 'g0@example.org')).toBe('ACCEPTED');
    expect(await (await fetch(`${mailer.app.url}${given.headers.get('location')}`, { headers: page })).text()).toContain('The host sees your answer');
  });

  it('tell the host who does not come and why, and give the own time back; coming after all takes it again', async () => {
    const { id } = await mailer.confirmed();
    const before = await claimsOf(id);
    const link = linkIn('bob@atrium.example', 'decline');
    expect((await post(link, 'DECLINED', 'Zahnarzt')).status).toBe(303);
    await mailer.app.runJobs();
    expect(await claimsOf(id)).toBe((before ?? 0) - 1);
    expect((await told(id)).map(({ note }) => note.split('\n').at(-1))).toEqual(['Bob: Zahnarzt']);
    expect((await post(link, 'ACCEPTED')).status).toBe(303);
    await mailer.app.runJobs();
    expect(await claimsOf(id)).toBe(before);
    expect(await told(id)).toEqual([]);
  });

  it('of an older mail explain themselves, and the page leads on', async () => {
    const { id, version, start } = await mailer.confirmed();
    const old = linkIn('g0@example.org', 'accept');
    await mailer
      .as(mailer.ann)
      .service('meetings')
      .reschedule({ id, version, start: new Date(start.getTime() + 7_200_000), end: new Date(start.getTime() + 10_800_000) });
    await mailer.app.runJobs();
    const late = await post(old, 'ACCEPTED');
    const text = await late.text();
    expect(late.status).toBe(409);
    expect(text).toContain('has changed since that mail');
    expect(text).toContain('16:00');
    expect(await answerOf(id, 'g0@example.org')).toBe('NEEDS-ACTION');
    const action = /action="(\/answer\/[^"]+)"/.exec(text)?.[1];
    expect((await post(`${mailer.app.url}${action}`, 'TENTATIVE')).status).toBe(303);
    expect(await answerOf(id, 'g0@example.org')).toBe('TENTATIVE');
  });

  it('of a cancelled meeting say so', async () => {
    const { id, version } = await mailer.confirmed();
    const link = linkIn('g0@example.org', 'accept');
    await mailer.as(mailer.ann).service('meetings').cancel({ id, version, reason: 'Fire drill' });
    await mailer.app.runJobs();
    const text = await (await fetch(link, { headers: page })).text();
    expect(text).toContain('This meeting was cancelled');
    expect(text).toContain('Fire drill');
    expect(text).not.toContain('name="answer"');
    expect((await post(link, 'ACCEPTED')).status).toBe(409);
  });

  it('attack: links that were tampered with lead nowhere, nor do those of another meeting or attendee', async () => {
    await mailer.confirmed();
    const [one, bob] = [linkIn('g0@example.org', 'accept'), linkIn('bob@atrium.example', 'accept')].map((link) => link.split('?')[0] ?? '');
    const parts = (one ?? '').split('.');
    const others = (bob ?? '').split('.');
    const signature = parts.at(-1) ?? '';
    const head = (one ?? '').slice(0, (one ?? '').length - signature.length);
    const tampered = [
      `${head}${signature.slice(0, -2)}AA`,
      `${parts.slice(0, -2).join('.')}.9.${signature}`,
      `${others.slice(0, -1).join('.')}.${signature}`,
      `${mailer.app.url}/answer/x`,
    ];
    for (const link of tampered) {
      expect((await fetch(link, { headers: page })).status).toBe(404);
      expect((await fetch(`${link}/invite.ics`)).status).toBe(404);
      expect((await post(link, 'DECLINED')).status).toBe(404);
    }
  });

  it('give the calendar file to whoever holds the link, and to nobody else', async () => {
    const { id } = await mailer.confirmed();
    const file = await fetch(`${linkIn('g0@example.org', 'accept').split('?')[0]}/invite.ics`);
    const text = await file.text();
    expect(file.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(text).toContain('mailto:g0@example.org');
    expect(text).not.toContain('bob@atrium.example');
    expect((await fetch(`${mailer.app.url}/app/meetings/${id}/meeting.ics`, { redirect: 'manual' })).status).not.toBe(200);
  });
});

describe('answers by mail (METHOD:REPLY)', () => {
  const replyOf = (uid: string, email: string, partstat: string, more: { sequence?: number; stamp?: string; from?: string; id?: string } = {}): string =>
    [
      `From: Somebody <${more.from ?? email}>`,
      'To: replies@atrium.example',
      'Subject: Accepted: Review',
      `Message-ID: <${more.id ?? `${partstat}-${Math.random()}`}@example.org>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary=b1',
      '',
      '--b1',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'An answer.',
      '--b1',
      'Content-Type: text/calendar; charset=utf-8; method=REPLY',
      '',
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Example//Mail//EN',
      'METHOD:REPLY',
      'BEGIN:VEVENT',
      `UID:${uid}`,
      `SEQUENCE:${more.sequence ?? 0}`,
      `DTSTAMP:${more.stamp ?? '20270104T075900Z'}`,
      'ORGANIZER:mailto:replies@atrium.example',
      `ATTENDEE;PARTSTAT=${partstat};CN=Guest:mailto:`,
      ` ${email}`,
      'END:VEVENT',
      'END:VCALENDAR',
      '--b1--',
      '',
    ].join('\r\n');

  const deliver = async (raw: string, more: { secret?: string; timestamp?: number; signature?: string } = {}) => {
    const timestamp = String(Math.floor((more.timestamp ?? mailer.app.clock.now().getTime()) / 1000));
    const answer = await fetch(`${mailer.app.url}/mail/inbound`, {
      method: 'POST',
      headers: {
        'content-type': 'message/rfc822',
        'x-atrium-timestamp': timestamp,
        'x-atrium-signature': more.signature ?? inboundSignature(more.secret ?? secret, timestamp, Buffer.from(raw)),
      },
      body: raw,
    });
    return { status: answer.status, ...((await answer.json()) as { outcome?: string; reason?: string }) };
  };

  it('set what somebody answered; older ones and those of strangers change nothing', async () => {
    const { id, version, start } = await mailer.confirmed();
    const { uid } = await mailer.meetings.model('meeting.event').get(id);
    expect(mailer.mailTo('g0@example.org')?.raw.replace(/\r\n /g, '')).toContain('mailto:replies@atrium.example');
    expect(await deliver(replyOf(uid, 'g0@example.org', 'ACCEPTED'))).toEqual({ status: 202, outcome: 'done', reason: 'The answer was taken.' });
    expect(await answerOf(id, 'g0@example.org')).toBe('ACCEPTED');
    expect(await deliver(replyOf(uid, 'g0@example.org', 'DECLINED', { stamp: '20270104T070000Z' }))).toMatchObject({ outcome: 'refused' });
    expect(await deliver(replyOf(uid, 'g0@example.org', 'DECLINED', { from: 'eve@example.net' }))).toMatchObject({
      outcome: 'refused',
      reason: 'The answer speaks for somebody who did not send it.',
    });
    expect(await deliver(replyOf(uid, 'eve@example.net', 'DECLINED'))).toMatchObject({ reason: 'Whoever answers is not invited to that meeting.' });
    expect(await deliver(replyOf('nothing@example.org', 'g0@example.org', 'DECLINED'))).toMatchObject({ reason: 'No meeting here has that UID.' });
    expect(await deliver(replyOf(uid, 'g0@example.org', 'DELEGATED'))).toMatchObject({ outcome: 'ignored' });
    expect(await answerOf(id, 'g0@example.org')).toBe('ACCEPTED');
    await mailer
      .as(mailer.ann)
      .service('meetings')
      .reschedule({ id, version, start: new Date(start.getTime() + 7_200_000), end: new Date(start.getTime() + 10_800_000) });
    expect(await deliver(replyOf(uid, 'g0@example.org', 'DECLINED', { sequence: 0, stamp: '20270104T080000Z' }))).toMatchObject({
      reason: 'The meeting or a later answer has overtaken it.',
    });
    expect(await deliver(replyOf(uid, 'g0@example.org', 'DECLINED', { sequence: 1 }))).toMatchObject({ outcome: 'done' });
    await mailer.app.runJobs();
    expect(await told(id)).toHaveLength(1);
  });

  it('a stamp of the future shuts nobody out', async () => {
    const { id } = await mailer.confirmed();
    const { uid } = await mailer.meetings.model('meeting.event').get(id);
    expect(await deliver(replyOf(uid, 'g0@example.org', 'ACCEPTED', { stamp: '20990101T000000Z' }))).toMatchObject({ outcome: 'done' });
    mailer.app.clock.advance(60_000);
    expect(await deliver(replyOf(uid, 'g0@example.org', 'TENTATIVE', { stamp: '20270104T080100Z' }))).toMatchObject({ outcome: 'done' });
    expect(await answerOf(id, 'g0@example.org')).toBe('TENTATIVE');
  });

  it('count once however often the same mail is delivered', async () => {
    const { id } = await mailer.confirmed();
    const { uid } = await mailer.meetings.model('meeting.event').get(id);
    const accepted = replyOf(uid, 'g0@example.org', 'ACCEPTED');
    await deliver(accepted);
    mailer.app.clock.advance(60_000);
    await deliver(replyOf(uid, 'g0@example.org', 'DECLINED', { stamp: '20270104T080200Z' }));
    expect(await deliver(accepted)).toMatchObject({ outcome: 'done' });
    expect(await answerOf(id, 'g0@example.org')).toBe('DECLINED');
  });

  it('of one date of a series set that date, of the series all dates to come', async () => {
    const made = await mailer
      .as(mailer.ann)
      .service('meetings')
      .makeSeries({
        subject: 'Weekly',
        description: null,
        host: mailer.ann,
        rooms: [],
        virtualRoom: null,
        start: new Date('2027-03-16T08:00:00Z'),
        end: new Date('2027-03-16T09:00:00Z'),
        timeZone: 'Europe/Berlin',
        people: [{ person: mailer.bob, role: 'required' }],
        guests: [],
        rule: 'FREQ=WEEKLY;COUNT=4',
        state: 'confirmed',
      });
    await mailer.app.runJobs();
    const series = await mailer.meetings.service('meetings').seriesDetails({ id: made.id });
    const answers = async () =>
      (await mailer.meetings.model('meeting.attendee').find({ event: { in: made.meetings }, person: mailer.bob }, { order: ['createdAt'] }))
        .map((one) => one.partstat)
        .sort();
    const one = replyOf(series?.uid ?? '', 'bob@atrium.example', 'DECLINED').replace('DTSTAMP', 'RECURRENCE-ID;TZID=Europe/Berlin:20270330T090000\r\nDTSTAMP');
    expect(await deliver(one)).toMatchObject({ outcome: 'done' });
    expect(await answers()).toEqual(['DECLINED', 'NEEDS-ACTION', 'NEEDS-ACTION', 'NEEDS-ACTION']);
    const link = linkIn('bob@atrium.example', 'accept');
    expect(await (await fetch(link, { headers: page })).text()).toContain('allen Terminen');
    expect((await post(link, 'ACCEPTED')).status).toBe(303);
    expect(await answers()).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'ACCEPTED']);
    const claims = await Promise.all(made.meetings.map(claimsOf));
    expect(new Set(claims).size).toBe(1);
  });

  it('attack: unsigned, wrongly signed and old deliveries are refused, and nothing of them is kept', async () => {
    const raw = replyOf('x@example.org', 'g0@example.org', 'ACCEPTED', { id: 'attack' });
    expect((await deliver(raw, { signature: '' })).status).toBe(403);
    expect((await deliver(raw, { secret: 'another secret of ours' })).status).toBe(403);
    expect((await deliver(raw, { timestamp: mailer.app.clock.now().getTime() - 400_000 })).status).toBe(403);
    const { rows } = await mailer.app.app.runtime.database.query<{ n: number }>("SELECT count(*)::int AS n FROM mail_received WHERE from_email = 'attack'");
    expect(rows[0]?.n).toBe(0);
  });
});
