import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { accessMatrix, actionSuite, bootTestApp, lifecycleSuite, type TestApp } from '#core/testing';
import { exportMeetings } from '../export-meetings.ts';
import { readCsvRows } from '../read-csv-rows.ts';
import { readIcsRows } from '../read-ics-rows.ts';
import { runImport } from '../run-import.ts';
import type {} from '../schema.ts';
import { toIcs } from '../to-ics.ts';

lifecycleSuite('meeting-exchange');
accessMatrix('meeting-exchange');
actionSuite('meeting-exchange');

type Exchange = Env<'meeting-exchange'>;
let app: TestApp;
let ann: { id: string; env: Exchange };
let bob: { id: string; env: Exchange };
let room = '';

beforeAll(async () => {
  app = await bootTestApp({ only: ['meeting-exchange', 'ics-mailer'], clock: '2027-01-04T08:00:00Z' });
  ann = await person('Ann', 'Europe/Berlin');
  bob = await person('Bob', 'UTC');
  room = (await (app.env('meetings') as Env<'meetings'>).model('meeting.room').create({ name: 'Oak', timeZone: 'UTC' })).id;
});
afterAll(() => app.close());

async function person(name: string, timeZone: string, ...groups: string[]): Promise<{ id: string; env: Exchange }> {
  const { id } = await (app.env('base') as Env<'base'>).model('base.person').create({ name, email: `${name.toLowerCase()}@example.org`, timeZone });
  const principal: Principal = { kind: 'user', org: 1, account: id, person: id, session: '', groups: new Set(['user', 'base.user', ...groups]) };
  return { id, env: (app.envAs('meeting-exchange', principal) as Exchange).withPreferences({ timeZone }) };
}

const file = (...events: string[][]): string =>
  ['BEGIN:VCALENDAR', ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']), 'END:VCALENDAR'].join('\r\n');
const at = (uid: string, day: string, hour: string, ...more: string[]): string[] => [
  `UID:${uid}`,
  `SUMMARY:Talk ${uid}`,
  `DTSTART;TZID=Europe/Berlin:202702${day}T${hour}0000`,
  `DTEND;TZID=Europe/Berlin:202702${day}T${hour}3000`,
  ...more,
];
const write = { mode: 'confirmed', write: true, skip: false } as const;
const count = (env: Exchange, uid: string): Promise<number> => env.asPlugin().model('meeting.event').count({ uid });

describe('a calendar file', () => {
  it('becomes meetings with people, rooms and their time; nobody is told', async () => {
    const text = file(
      at(
        'a1',
        '01',
        '09',
        'LOCATION:oak',
        'ORGANIZER:mailto:ann@example.org',
        'ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.org',
        'ATTENDEE;CN=Gita:mailto:gita@guest.example',
        'SEQUENCE:2',
      ),
    );
    const { written } = await runImport(ann.env, readIcsRows(text, 'Europe/Berlin'), write);
    expect(written).toBe(1);
    const [event] = await ann.env.model('meeting.event').find({ uid: 'a1' });
    expect(event).toMatchObject({
      subject: 'Talk a1',
      state: 'confirmed',
      sequence: 2,
      origin: 'import',
      timeZone: 'Europe/Berlin',
      wallStart: '2027-02-01T09:00',
      host: ann.id,
      creator: ann.id,
    });
    expect(event?.start.toISOString()).toBe('2027-02-01T08:00:00.000Z');
    const attendees = await ann.env.model('meeting.attendee').find({ event: event?.id ?? '' }, { order: ['email'] });
    expect(attendees.map(({ email, role, partstat, toldSequence }) => `${email} ${role} ${partstat} ${toldSequence}`)).toEqual([
      'ann@example.org host ACCEPTED 2',
      'bob@example.org required ACCEPTED 2',
      'gita@guest.example required NEEDS-ACTION 2',
    ]);
    const claims = await (app.env('calendar') as Env<'calendar'>).model('calendar.claim').find({ source: event?.id ?? '' });
    expect(claims.map(({ resource }) => resource).sort()).toEqual([ann.id, bob.id, room].sort());
    await app.runJobs();
    expect(await (app.env('mail') as Env<'mail'>).model('mail.message').count(true)).toBe(0);
  });

  it('is refused line by line, with nothing half imported', async () => {
    const text = file(
      at('b1', '02', '09'),
      at('a1', '02', '10'),
      at('b1', '02', '11'),
      at('b2', '02', '12', 'RRULE:FREQ=DAILY'),
      at('b3', '02', '13', 'STATUS:CANCELLED'),
      ['UID:b4', 'SUMMARY:No start'],
      ['UID:b5', 'SUMMARY:Backwards', 'DTSTART:20270202T100000Z', 'DTEND:20270202T090000Z'],
      at('b6', '02', '14', 'ORGANIZER:mailto:bob@example.org'),
      at('b7', '02', '15', 'ATTENDEE:mailto:not an address@x'),
      ['UID:b8', 'DTSTART:20270202T160000Z', 'DTEND:20270202T170000Z'],
    );
    const { planned, written } = await runImport(ann.env, readIcsRows(text, 'Europe/Berlin'), write);
    expect(written).toBe(0);
    expect(await count(ann.env, 'b1')).toBe(0);
    expect(planned.map(({ faults }) => faults[0] ?? '')).toEqual([
      '',
      'It is here already.',
      'It stands in the file twice.',
      'Series are not imported. Make the series here, or export its dates one by one.',
      'The event is cancelled.',
      'The event has no start.',
      'The end must be after the start, by at most 14 days.',
      'Only a meeting manager can import meetings that others host.',
      '“not an address@x” is no e-mail address.',
      'It has no subject.',
    ]);
    const chosen = await runImport(ann.env, readIcsRows(text, 'Europe/Berlin'), { ...write, skip: true });
    expect(chosen.written).toBe(1);
    expect(await count(ann.env, 'b1')).toBe(1);
  });

  it('says what clashes, with meetings here and among its own lines, and never with which', async () => {
    const secret = file(at('c0', '03', '09', 'SUMMARY:Secret', 'LOCATION:Oak'));
    await runImport(ann.env, readIcsRows(secret, 'UTC'), write);
    const text = file(at('c1', '03', '09', 'LOCATION:Oak'), at('c2', '03', '12'), at('c3', '03', '12'));
    const tried = await runImport(bob.env, readIcsRows(text, 'UTC'), { ...write, write: false });
    expect(tried.planned[0]?.faults.join()).toMatch(/^Oak is taken: /);
    expect(JSON.stringify(tried.planned)).not.toContain('Secret');
    expect(tried.planned.filter(({ faults }) => faults.length > 0)).toHaveLength(2);
    expect(await count(bob.env, 'c2')).toBe(0);
    const done = await runImport(bob.env, readIcsRows(text, 'UTC'), { ...write, skip: true });
    expect(done.written).toBe(1);
    const drafts = await runImport(bob.env, readIcsRows(file(at('c4', '03', '09', 'LOCATION:Oak')), 'UTC'), { ...write, mode: 'draft' });
    expect(drafts.written).toBe(1);
  });

  it('of a whole day and of the past; a place that is no room stays readable', async () => {
    const text = file(
      ['UID:d1', 'SUMMARY:Fair', 'DTSTART;VALUE=DATE:20270210', 'DTEND;VALUE=DATE:20270212', 'LOCATION:Hall 3'],
      ['UID:d2', 'SUMMARY:Long ago', 'DTSTART:20200101T090000Z', 'DTEND:20200101T100000Z'],
    );
    await runImport(ann.env, readIcsRows(text, 'Europe/Berlin'), write);
    const events = await ann.env.model('meeting.event').find({ uid: { in: ['d1', 'd2'] } }, { order: ['uid'] });
    expect(events.map(({ state, start }) => `${state} ${start.toISOString()}`)).toEqual([
      'confirmed 2027-02-09T23:00:00.000Z',
      'done 2020-01-01T09:00:00.000Z',
    ]);
    expect([events[0]?.locationKind, events[0]?.location, events[0]?.description]).toEqual(['address', 'Hall 3', null]);
  });

  it('with meetings of others is for managers', async () => {
    const boss = await person('Boss', 'UTC', 'meetings.manager');
    await runImport(boss.env, readIcsRows(file(at('e1', '20', '09', 'ORGANIZER:mailto:bob@example.org')), 'UTC'), write);
    expect(await boss.env.model('meeting.event').find({ uid: 'e1' })).toMatchObject([{ host: bob.id, creator: boss.id }]);
  });
});

describe('a table', () => {
  it('is read on the clock of its zone, also in German', () => {
    const [first, second, third] = readCsvRows(
      ann.env,
      '\uFEFFBetreff;Beginn;Ende;Zeitzone;Teilnehmer;Räume\r\nTalk;2027-02-05 09:00;2027-02-05 10:00;Asia/Kathmandu;"Gita <Gita@guest.example>; bob@example.org";Oak\r\nZ;2027-02-05T09:00Z;2027-02-05T10:00Z;;;\r\n;tomorrow;;;;\r\n',
    );
    expect(first).toMatchObject({
      line: 2,
      start: '2027-02-05T03:15:00.000Z',
      location: 'Oak',
      people: [{ name: 'Gita', email: 'gita@guest.example' }, { email: 'bob@example.org' }],
    });
    expect(second).toMatchObject({ start: '2027-02-05T09:00:00.000Z', timeZone: 'Europe/Berlin' });
    expect(third?.problem).toBe('Write start and end as 2027-03-09 10:00.');
  });

  it('says every fault of a line: rooms and hosts that are unknown, zone and time; a place may be anything', async () => {
    const head = 'Subject,Start,End,Time zone,Host,Attendees,Rooms\n';
    const [bad, good] = readCsvRows(
      ann.env,
      `${head},soon,later,Moon,nobody@example.org,nonsense,"Oak, Attic"\nFine,2027-05-03 09:00,2027-05-03 10:00,,ann@example.org,"Doe, Jane <jane@guest.example>, sam@guest.example; bob@example.org",Oak\n`,
    );
    const { planned } = await runImport(
      ann.env,
      [bad, good].flatMap((row) => row ?? []),
      { mode: 'draft', write: false, skip: false },
    );
    expect(planned[0]?.faults).toEqual([
      'The time zone is unknown.',
      'Write start and end as 2027-03-09 10:00.',
      'It has no subject.',
      '“nobody@example.org” is nobody here: write the e-mail address of the host.',
      '“nonsense” is no e-mail address.',
      '“Attic” is no room that can be booked.',
    ]);
    expect(planned[1]?.faults).toEqual([]);
    expect(planned[1]?.attendees.map(({ name, email }) => `${name} ${email}`)).toEqual([
      'Ann ann@example.org',
      'Doe, Jane jane@guest.example',
      'sam@guest.example sam@guest.example',
      'Bob bob@example.org',
    ]);
    const [place] = readCsvRows(ann.env, 'Subject,Start,End,Location\nOut,2027-05-04 09:00,2027-05-04 10:00,The park\n');
    const out = await runImport(ann.env, place ? [place] : [], { mode: 'draft', write: false, skip: false });
    expect(out.planned[0]?.faults).toEqual([]);
  });

  it('that names no start is none', () => {
    for (const text of ['Subject\nTalk', '', '"broken']) expect(() => readCsvRows(ann.env, text)).toThrow('Please choose a calendar file');
  });
});

describe('the export', () => {
  it('holds what the viewer may read, and nothing else', async () => {
    const filter = { from: '2027-02-01', to: '2027-02-28', state: 'all' } as const;
    const stranger = await person('Stranger', 'UTC');
    expect(await exportMeetings(stranger.env, filter)).not.toContain('BEGIN:VEVENT');
    const bobs = await exportMeetings(bob.env, filter);
    expect(bobs).toContain('UID:a1');
    expect(bobs).not.toContain('gita@guest.example');
    expect(bobs).not.toContain('Secret');
    const anns = new ICAL.Component(ICAL.parse(await exportMeetings(ann.env, { ...filter, to: '2027-02-01' })));
    const [event] = anns.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
    expect(anns.getAllSubcomponents('vevent')).toHaveLength(1);
    expect([event?.uid, event?.location, event?.attendees.length, event?.startDate.toString()]).toEqual(['a1', 'Oak', 3, '2027-02-01T09:00:00']);
    expect(anns.getAllSubcomponents('vtimezone')).toHaveLength(1);
  });

  it('comes back as it went, whatever stands in it', () => {
    const meeting = {
      uid: 'x@y',
      sequence: 1,
      subject: 'Ü; "q", \\ BEGIN:VEVENT',
      description: `line\r\nEND:VEVENT\n${'ü'.repeat(200)}`,
      start: new Date('2027-07-01T09:00:00Z'),
      end: new Date('2027-07-01T10:00:00Z'),
      timeZone: 'America/New_York',
      state: 'confirmed' as const,
      updatedAt: new Date('2027-01-01T00:00:00Z'),
      rooms: ['A, B'],
      place: '3 Quay; Cork',
      joinUrl: 'https://meet.example/x',
      host: { name: 'An"n', email: 'ann@example.org' },
      attendees: [{ name: 'B;\r\nX-EVIL:1', email: 'b@example.org', role: 'optional', partstat: 'DECLINED' }],
    };
    const text = toIcs([meeting]);
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    expect(text).not.toMatch(/^X-EVIL/m);
    const [row] = readIcsRows(text, 'UTC');
    expect(row).toMatchObject({
      subject: meeting.subject,
      start: meeting.start.toISOString(),
      timeZone: 'America/New_York',
      location: 'A, B; 3 Quay; Cork',
      host: 'ann@example.org',
    });
    expect(row?.description).toContain('line\nEND:VEVENT\nü');
  });
});

it('uploads are seen by their owner alone', async () => {
  const { id } = await ann.env.model('exchange.import').create({ owner: ann.id, fileName: 'mine.ics', rows: [] });
  await expect(bob.env.model('exchange.import').get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
