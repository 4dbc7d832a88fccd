import fc from 'fast-check';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';
import PostalMime from 'postal-mime';
import { convertIcsCalendar } from 'ts-ics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCalendar, type CalendarObject, withAttendee } from '../build-calendar.ts';
import { buildFeed } from '../feeds/build-feed.ts';
import { openMailer } from './open-mailer.ts';

const object = (more: Partial<CalendarObject> = {}): CalendarObject => ({
  method: 'REQUEST',
  status: 'CONFIRMED',
  uid: 'meeting-1@atrium.example',
  sequence: 2,
  stamp: new Date('2027-01-02T03:04:05Z'),
  start: new Date('2027-03-09T05:00:00Z'),
  end: new Date('2027-03-09T06:00:00Z'),
  timeZone: 'Asia/Tokyo',
  summary: 'Intro talk',
  description: 'Agenda; with, marks \\ and\nlines',
  location: 'Linden, Berlin; floor 2',
  joinUrl: 'https://meet.example/abc',
  organizer: { name: 'Ann Host', email: 'ann@example.com' },
  ...more,
});
const guest = { name: 'Gus Guest', email: 'gus@example.org', role: 'required' as const, partstat: 'NEEDS-ACTION' };

/** What three parsers, none of them ours, make of a calendar object. */
function byIcalJs(text: string) {
  const root = new ICAL.Component(ICAL.parse(text));
  const event = root.getFirstSubcomponent('vevent');
  for (const zone of root.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(new ICAL.Timezone(zone), String(zone.getFirstPropertyValue('tzid')));
  const value = (name: string): unknown => event?.getFirstPropertyValue(name) ?? undefined;
  const time = (name: string): string => {
    const at = value(name);
    return at instanceof ICAL.Time ? at.toJSDate().toISOString() : '';
  };
  const result = {
    uid: value('uid'),
    sequence: value('sequence'),
    summary: value('summary'),
    description: value('description'),
    location: value('location'),
    url: value('url'),
    status: value('status'),
    start: time('dtstart'),
    end: time('dtend'),
    stamp: time('dtstamp'),
    organizer: String(value('organizer')).replace(/^mailto:/i, ''),
    attendees: (event?.getAllProperties('attendee') ?? []).map((one) => String(one.getFirstValue()).replace(/^mailto:/i, '')),
  };
  ICAL.TimezoneService.reset();
  return result;
}
const plain = (value: unknown): unknown => (typeof value === 'object' && value !== null && 'val' in value ? value.val : value);
function byNodeIcal(text: string): ReturnType<typeof byIcalJs> {
  const event = Object.values(nodeIcal.sync.parseICS(text)).find((part) => part?.type === 'VEVENT');
  if (event?.type !== 'VEVENT') throw new Error('no event');
  return {
    uid: event.uid,
    sequence: Number(event.sequence),
    summary: plain(event.summary),
    description: plain(event.description),
    location: plain(event.location),
    url: plain(event.url),
    status: event.status,
    start: event.start.toISOString(),
    end: event.end?.toISOString() ?? '',
    stamp: event.dtstamp.toISOString(),
    organizer: String(plain(event.organizer)).replace(/^mailto:/i, ''),
    attendees: [event.attendee ?? []].flat().map((one) => String(plain(one)).replace(/^mailto:/i, '')),
  };
}
function byTsIcs(text: string): ReturnType<typeof byIcalJs> {
  const event = convertIcsCalendar(undefined, text).events?.[0];
  return {
    uid: event?.uid,
    sequence: event?.sequence,
    summary: event?.summary,
    description: event?.description,
    location: event?.location,
    url: event?.url,
    status: event?.status,
    start: event?.start.date.toISOString() ?? '',
    end: event?.end?.date.toISOString() ?? '',
    stamp: event?.stamp.date.toISOString() ?? '',
    organizer: event?.organizer?.email ?? '',
    attendees: event?.attendees?.map(({ email }) => email) ?? [],
  };
}

describe('three parsers', () => {
  it.each(['Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'])('agree on every field in %s', (timeZone) => {
    for (const start of ['2027-03-09T05:00:00Z', '2027-07-09T05:00:00Z', '2027-10-31T03:00:00Z']) {
      const text = withAttendee(buildCalendar(object({ timeZone, start: new Date(start), end: new Date(Date.parse(start) + 3_600_000) })), guest);
      const read = byIcalJs(text);
      expect(read).toMatchObject({
        uid: 'meeting-1@atrium.example',
        sequence: 2,
        summary: 'Intro talk',
        description: 'Agenda; with, marks \\ and\nlines',
        location: 'Linden, Berlin; floor 2',
        url: 'https://meet.example/abc',
        start: new Date(start).toISOString(),
        stamp: '2027-01-02T03:04:05.000Z',
        organizer: 'ann@example.com',
        attendees: ['gus@example.org'],
      });
      expect(byNodeIcal(text)).toEqual(read);
      expect(byTsIcs(text)).toEqual(read);
    }
  });
});

/** What strangers write where nobody expects it. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc
    .array(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '"',
        "'",
        ':',
        ';',
        ',',
        '\\',
        '\\n',
        '^n',
        '<b>',
        '</td>',
        '<script>',
        '&lt;',
        '=?utf-8?q?x?=',
        'ATTENDEE:mailto:evil@example.net',
        'BEGIN:VALARM',
        'END:VEVENT',
        'BEGIN:VEVENT',
        'Bcc: evil@example.net',
        'To: evil@example.net',
        ', evil@example.net',
        '{topic}',
        '{name}',
        '\u2028',
        '\u202e',
        '\ud800',
        '\u0000',
        'a',
        ' ',
        '😀',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);
const numRuns = process.env.ATRIUM_TEST_LONG ? 5_000 : 250;

describe('hostile words', () => {
  it('never add a line, an attendee, an alarm or an event to a calendar object', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (summary, location, description, name) => {
        const text = withAttendee(buildCalendar(object({ summary, location, description, organizer: { name, email: 'ann@example.com' } })), { ...guest, name });
        const root = new ICAL.Component(ICAL.parse(text));
        const [event, ...others] = root.getAllSubcomponents('vevent');
        expect(others).toEqual([]);
        expect(event?.getAllSubcomponents()).toEqual([]);
        expect(event?.getAllProperties('attendee').map((one) => one.getFirstValue())).toEqual(['mailto:gus@example.org']);
        expect(event?.getAllProperties('organizer').map((one) => one.getFirstValue())).toEqual(['mailto:ann@example.com']);
        const names = event?.getAllProperties().map((one) => one.name) ?? [];
        expect(names.filter((one) => !known.has(one))).toEqual([]);
        expect(new Set(names).size).toBe(names.length);
        for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      }),
      { numRuns },
    );
  });

  it('never add a line or an event to a feed', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (summary, location, description, name) => {
        const at = new Date('2027-03-09T05:00:00Z');
        const event = { uid: 'u1', sequence: 0, changed: at, start: at, end: new Date(at.getTime() + 1000), cancelled: false, open: true, joinUrl: location };
        const text = buildFeed({
          name,
          timeZone: 'Asia/Tokyo',
          busy: 'Busy',
          organizer: { name, email: 'office@example.com' },
          events: [{ ...event, summary, location, description }],
        });
        const root = new ICAL.Component(ICAL.parse(text));
        expect(root.getAllSubcomponents().map((one) => one.name)).toEqual(['vtimezone', 'vevent']);
        const [read] = root.getAllSubcomponents('vevent');
        expect(read?.getAllProperties().flatMap((one) => (known.has(one.name) ? [] : one.name))).toEqual([]);
        expect(read?.getAllSubcomponents()).toEqual([]);
      }),
      { numRuns },
    );
  });
});

const known = new Set([
  'uid',
  'sequence',
  'dtstamp',
  'dtstart',
  'dtend',
  'summary',
  'description',
  'location',
  'url',
  'status',
  'transp',
  'organizer',
  'conference',
  'attendee',
  'last-modified',
  'class',
]);

describe('the ten rules of calendar mail, on the wire', () => {
  let mailer: Awaited<ReturnType<typeof openMailer>>;
  beforeAll(async () => {
    mailer = await openMailer();
  });
  afterAll(() => mailer.close());

  const zones = ['Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Sydney'] as const;
  const meet = async (more: { subject?: string; name?: string; description?: string; room?: string } = {}) => {
    mailer.mailbox.clear();
    const start = new Date('2027-03-09T05:00:00Z');
    const draft = await mailer
      .as(mailer.ann)
      .service('meetings')
      .draft({
        subject: more.subject ?? 'Intro talk',
        description: more.description ?? null,
        host: mailer.ann,
        rooms: more.room ? [more.room] : [],
        virtualRoom: null,
        start: new Date(start.getTime() + nextDay++ * 7 * 86_400_000),
        end: new Date(start.getTime() + (nextDay - 1) * 7 * 86_400_000 + 3_600_000),
        timeZone: 'Asia/Singapore',
        people: [],
        guests: zones.map((timeZone, n) => ({ name: more.name ?? `Guest ${n}`, email: `z${n}@example.org`, timeZone, language: 'en' })),
      });
    const { version } = await mailer.as(mailer.ann).service('meetings').confirm(draft);
    await mailer.app.runJobs();
    return { id: draft.id, version };
  };
  let nextDay = 0;
  const calendarOf = async (email: string) => {
    // Its bytes as they came: the parser would change the ends of lines in text.
    const invite = /filename=invite\.ics[\s\S]*?\r\n\r\n([\w+/=\r\n]+)/.exec(mailer.mailTo(email)?.raw ?? '')?.[1] ?? '';
    return Buffer.from(invite, 'base64').toString('utf8');
  };
  const read = async (email: string) => byIcalJs(await calendarOf(email));

  it('five attendees in five zones: each subject, text and file in the own time, one instant', async () => {
    await meet();
    const subjects = zones.map((_, n) => mailer.mailTo(`z${n}@example.org`)?.mail.subject);
    expect(subjects).toEqual([
      'Invitation: Intro talk @ 14:00 (JST), Tue, Mar 9, 2027',
      'Invitation: Intro talk @ 06:00 (CET), Tue, Mar 9, 2027',
      'Invitation: Intro talk @ 00:00 (EST), Tue, Mar 9, 2027',
      'Invitation: Intro talk @ 10:45 (GMT+5:45), Tue, Mar 9, 2027',
      'Invitation: Intro talk @ 16:00 (AEDT), Tue, Mar 9, 2027',
    ]);
    for (const [n, zone] of zones.entries()) {
      expect(await calendarOf(`z${n}@example.org`)).toContain(`DTSTART;TZID=${zone}:20270309T`);
      expect(await read(`z${n}@example.org`)).toMatchObject({ start: '2027-03-09T05:00:00.000Z', end: '2027-03-09T06:00:00.000Z' });
      expect(mailer.mailTo(`z${n}@example.org`)?.mail.text).toContain('UTC: Tue, Mar 9, 2027, 05:00');
    }
    expect(mailer.mailTo('ann@atrium.example')?.mail.subject).toBe('Confirmed: Intro talk @ 13:00 (GMT+8), Tue, Mar 9, 2027');
  });

  it('rule 1: mixed(alternative(text, html, calendar), invite.ics), and the METHOD of the part is that of the object', async () => {
    await meet();
    const raw = mailer.mailTo('z0@example.org')?.raw ?? '';
    const types = [...raw.matchAll(/^Content-Type: ([^;\s]+)/gim)].map(([, type]) => type?.toLowerCase());
    expect(types).toEqual(['multipart/mixed', 'multipart/alternative', 'text/plain', 'text/html', 'text/calendar', 'application/ics']);
    expect(/method=(\w+)/.exec(raw)?.[1]).toBe(/^METHOD:(\w+)/m.exec(await calendarOf('z0@example.org'))?.[1]);
  });

  it('rules 2, 3 and 4: SEQUENCE rises with the time and not with words, the UID stays, a cancellation is CANCEL', async () => {
    const { id, version } = await meet();
    const first = await read('z0@example.org');
    expect(first).toMatchObject({ sequence: 0, status: 'CONFIRMED' });
    const { start, end, timeZone } = await mailer.meetings.model('meeting.event').get(id);
    const guests = zones.map((zone, n) => ({ name: `Guest ${n}`, email: `z${n}@example.org`, timeZone: zone, language: 'en' }));
    const plan = { id, subject: 'New words', description: null, host: mailer.ann, rooms: [], virtualRoom: null, start, end, timeZone, people: [], guests };
    const words = await mailer
      .as(mailer.ann)
      .service('meetings')
      .revise({ ...plan, version });
    await mailer.app.runJobs();
    const second = await read('z0@example.org');
    expect(second).toMatchObject({ uid: first.uid, sequence: 0, summary: 'New words' });
    const later = { start: new Date(start.getTime() + 3_600_000), end: new Date(end.getTime() + 3_600_000) };
    const moved = await mailer
      .as(mailer.ann)
      .service('meetings')
      .revise({ ...plan, ...later, version: words.version });
    await mailer.app.runJobs();
    expect(await read('z0@example.org')).toMatchObject({ uid: first.uid, sequence: 1 });
    await mailer.as(mailer.ann).service('meetings').cancel({ id, version: moved.version });
    await mailer.app.runJobs();
    expect(await read('z0@example.org')).toMatchObject({ uid: first.uid, sequence: 2, status: 'CANCELLED' });
    expect(await calendarOf('z0@example.org')).toContain('METHOD:CANCEL');
    expect(mailer.mailTo('z0@example.org')?.mail.messageId).toMatch(/^<[0-9a-f-]{36}@/);
  });

  it('rule 5: one VTIMEZONE for the one TZID, DTSTAMP in UTC', async () => {
    await meet();
    for (const [n, zone] of zones.entries()) {
      const text = await calendarOf(`z${n}@example.org`);
      expect(text.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1);
      expect(text).toContain(`TZID:${zone}\r\n`);
      expect(text).toMatch(/\r\nDTSTAMP:\d{8}T\d{6}Z\r\n/);
    }
  });

  it('rules 6 and 7: nobody but the receiver is listed, a quote in a name begins no address, the organizer is another', async () => {
    await meet({ name: 'Eve" <evil@example.net>' });
    for (const [n] of zones.entries()) {
      const one = await read(`z${n}@example.org`);
      expect(one.attendees).toEqual([`z${n}@example.org`]);
      expect(one.organizer).toBe('ann@atrium.example');
      expect((await calendarOf(`z${n}@example.org`)).replaceAll('\r\n ', '')).toContain('RSVP=TRUE');
    }
    expect(await calendarOf('ann@atrium.example')).not.toContain('ATTENDEE');
  });

  it('rule 9: lines of 75 octets at most, ended by CRLF, alarms that display', async () => {
    await meet({ subject: '漢字と;,\\'.repeat(12), description: 'Zeile 1\nZeile 2 äöü '.repeat(20) });
    const text = await calendarOf('z0@example.org');
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect([...text.matchAll(/ACTION:(\w+)/g)].map(([, action]) => action)).toEqual(['DISPLAY']);
    expect((await read('z0@example.org')).summary).toBe('漢字と;,\\'.repeat(12));
  });

  it('rules 8 and 10: the own time comes first and then the other zones; LOCATION is the room and its address', async () => {
    const room = (await mailer.meetings.model('meeting.room').create({ name: 'Harbour', address: '12 Harbour Road', timeZone: 'Europe/London' })).id;
    await meet({ room });
    const { text = '' } = mailer.mailTo('z0@example.org')?.mail ?? {};
    expect(text.indexOf('14:00')).toBeLessThan(text.indexOf('The same time elsewhere'));
    expect(text).toMatch(/Harbour: .*, Europe\/London \(UTC\+0[01]:00\)/);
    expect((await read('z0@example.org')).location).toBe('Harbour, 12 Harbour Road');
  });

  it('hostile names, subjects and descriptions never add a recipient, a header or markup to a mail', async () => {
    const samples = fc.sample(fc.tuple(hostile, hostile), process.env.ATRIUM_TEST_LONG ? 40 : 4);
    const nasty = '<img src=x onerror=alert(1)>{host}"\'><script>alert(1)</script>';
    for (const [subject, name] of [...samples, [nasty, nasty] as const]) {
      const clean = (text: string, otherwise: string): string =>
        text
          .toWellFormed()
          .replace(/\p{Cc}|[\u2028\u2029\u202a-\u202e]/gu, '')
          .trim()
          .slice(0, 100) || otherwise;
      await meet({ subject: clean(subject, 'x'), name: clean(name, 'y'), description: clean(subject, 'z') });
      for (const [n] of zones.entries()) {
        const got = mailer.mailTo(`z${n}@example.org`);
        const mail = await PostalMime.parse(got?.raw ?? '');
        expect(got?.to).toEqual([`z${n}@example.org`]);
        expect(mail.to?.map(({ address }) => address)).toEqual([`z${n}@example.org`]);
        expect([mail.cc ?? [], mail.bcc ?? []]).toEqual([[], []]);
        expect(mail.headers.filter(({ key }) => key === 'subject' || key === 'to' || key === 'from')).toHaveLength(3);
        expect(mail.html).not.toMatch(/<(script|img|iframe|b|i)\b/);
        expect(mail.html).not.toContain('<img src=x');
      }
    }
    expect(new Set(mailer.mailbox.messages().flatMap(({ to }) => to)).size).toBe(6);
  });
});
