import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { bootTestApp, type Mailbox, openMailbox, type TestApp } from '#core/testing';
import { conferenceReady } from '../../meetings/contract.ts';

let app: TestApp;
let mailbox: Mailbox;
let meetings: Env<'meetings'>;
let ann: string;

beforeAll(async () => {
  mailbox = await openMailbox();
  app = await bootTestApp({ only: ['ics-mailer', 'jitsi'], environment: { ATRIUM_MAIL_SMTP_URL: mailbox.url }, clock: '2027-01-04T08:00:00Z' });
  meetings = app.env('meetings') as unknown as Env<'meetings'>;
  const base = app.env('base') as unknown as Env<'base'>;
  ann = (await base.model('base.person').create({ name: 'Ann', email: 'ann@atrium.example', timeZone: 'Europe/Berlin' })).id;
});
afterAll(async () => {
  await app.close();
  await mailbox.close();
});

const host = () => {
  const principal: Principal = { kind: 'user', org: 1, account: ann, person: ann, session: '', groups: new Set(['user', 'base.user']) };
  return (app.envAs('meetings', principal) as unknown as Env<'meetings'>).service('meetings');
};

const plan = {
  subject: 'Weekly talk',
  description: null,
  host: '',
  rooms: [],
  virtualRoom: null,
  start: new Date('2027-03-16T08:00:00Z'),
  end: new Date('2027-03-16T09:00:00Z'),
  timeZone: 'Europe/Berlin',
  people: [],
  guests: [{ name: 'Gero', email: 'gero@example.org', timeZone: 'America/New_York', language: 'de' }],
  rule: 'FREQ=WEEKLY;COUNT=4',
};

/** The calendar objects that Gero got since, oldest first. */
function received(from: number): { method: string; events: ICAL.Event[]; subject: string; text: string }[] {
  return mailbox
    .messages()
    .slice(from)
    .filter(({ raw }) => /^To:.*gero@example.org/m.test(raw))
    .map(({ raw }) => {
      const part = raw.split(/Content-Type: text\/calendar[^\n]*\r?\n/i)[1] ?? '';
      const [head = '', ...rest] = part.split(/\r?\n\r?\n/);
      const body = rest.join('\r\n\r\n').split(/\r?\n--/)[0] ?? '';
      const text = /base64/i.test(head)
        ? Buffer.from(body, 'base64').toString()
        : !/quoted-printable/i.test(head)
          ? body
          : body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      const calendar = new ICAL.Component(ICAL.parse(text.trim()));
      return {
        method: String(calendar.getFirstPropertyValue('method')),
        events: calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event)),
        subject: /^Subject:(.*)$/m.exec(raw)?.[1] ?? '',
        text,
      };
    });
}

const starts = (event: ICAL.Event | undefined): string[] => {
  const walk = event?.iterator();
  const found: string[] = [];
  for (let at = walk?.next(); at; at = walk?.next()) found.push(at.toJSDate().toISOString());
  return found;
};

describe('mails of a series', () => {
  it('are one for all dates, in the zone of the series; a date changed by hand and a cancelled one are told and remembered', async () => {
    const made = await host().makeSeries({ ...plan, host: ann, exdates: ['2027-03-23T09:00'], state: 'confirmed' });
    await app.runJobs();
    const [invitation, ...none] = received(0);
    expect(none).toEqual([]);
    expect(invitation?.method).toBe('REQUEST');
    expect(invitation?.events).toHaveLength(1);
    expect(invitation?.text).toContain('DTSTART;TZID=Europe/Berlin:20270316T090000');
    expect(invitation?.text).toContain('RRULE:FREQ=WEEKLY;COUNT=4');
    expect(invitation?.text).toContain('EXDATE;TZID=Europe/Berlin:20270323T090000');
    expect(starts(invitation?.events[0])).toEqual(['2027-03-16T08:00:00.000Z', '2027-03-30T07:00:00.000Z', '2027-04-06T07:00:00.000Z']);
    expect(invitation?.events[0]?.attendees).toHaveLength(1);

    const [, second = '', third = ''] = made.meetings;
    let before = mailbox.messages().length;
    await host().reschedule({ id: second, version: 1, start: new Date('2027-03-30T10:00:00Z'), end: new Date('2027-03-30T11:00:00Z') });
    await app.runJobs();
    const [moved] = received(before);
    expect(moved?.text).toContain('RECURRENCE-ID;TZID=Europe/Berlin:20270330T090000');
    expect(moved?.events[0]?.uid).toBe(invitation?.events[0]?.uid);
    expect(moved?.text).not.toContain('RRULE');

    before = mailbox.messages().length;
    await host().cancel({ id: third, version: 1 });
    await app.runJobs();
    const [cancelled] = received(before);
    expect(cancelled?.method).toBe('CANCEL');
    expect(cancelled?.text).toContain('RECURRENCE-ID;TZID=Europe/Berlin:20270406T090000');

    before = mailbox.messages().length;
    const [first = ''] = made.meetings;
    await host().reviseSeries({ ...plan, subject: 'Talk', host: ann, id: first, version: 1, scope: 'all', reason: 'Shorter is better.' });
    await app.runJobs();
    const [update] = received(before);
    expect(mailbox.messages().findLast(({ to }) => to[0] === 'gero@example.org')?.mail.text).toContain('Grund: Shorter is better.');
    expect(update?.events.map((event) => [event.summary, event.isRecurrenceException()])).toEqual([
      ['Talk', false],
      ['Weekly talk', true],
    ]);
    expect(update?.text).toContain('EXDATE;TZID=Europe/Berlin:20270323T090000,20270406T090000');
    expect(update?.events.every(({ attendees }) => attendees.length === 1)).toBe(true);

    before = mailbox.messages().length;
    const { version } = await meetings.model('meeting.event').get(first);
    await host().cancelSeries({ id: first, version, scope: 'all' });
    await app.runJobs();
    const [off] = received(before);
    expect(off).toMatchObject({ method: 'CANCEL' });
    expect(off?.events[0]?.uid).toBe(invitation?.events[0]?.uid);
    expect(off?.events[0]?.sequence).toBeGreaterThan(0);
  });

  it('tell of a single meeting that begins to repeat by the same UID, with the rule', async () => {
    const { rule, ...single } = plan;
    const during = { start: new Date('2027-05-04T08:00:00Z'), end: new Date('2027-05-04T09:00:00Z'), host: ann };
    let before = mailbox.messages().length;
    const draft = await host().draft({ ...single, ...during });
    const { version } = await host().confirm(draft);
    await app.runJobs();
    const [alone] = received(before);
    expect(alone?.text).not.toContain('RRULE');
    before = mailbox.messages().length;
    await host().repeat({ ...single, ...during, rule, id: draft.id, version });
    await app.runJobs();
    const [repeating, ...none] = received(before);
    expect(none).toEqual([]);
    expect(repeating?.text).toContain('RRULE:FREQ=WEEKLY;COUNT=4');
    expect(repeating?.events[0]?.uid).toBe(alone?.events[0]?.uid);
    expect(repeating?.events[0]?.sequence).toBe(1);
    expect(starts(repeating?.events[0])).toHaveLength(4);
  });

  it('wait for the links of all dates, but not longer than ten minutes', async () => {
    const slow = (await meetings.model('meeting.virtual_room').create({ name: 'Slow', provider: 'nobody' })).id;
    const make = async (day: string) => {
      const during = { start: new Date(`2027-06-${day}T08:00:00Z`), end: new Date(`2027-06-${day}T09:00:00Z`) };
      const before = mailbox.messages().length;
      const made = await host().makeSeries({ ...plan, ...during, host: ann, virtualRoom: slow, state: 'confirmed' });
      await app.runJobs();
      expect(received(before), 'no link yet').toEqual([]);
      return { before, meetings: made.meetings };
    };
    const ready = (events: readonly string[]) =>
      meetings.model('meeting.conference').update({ event: { in: events } }, { state: 'ready', joinUrl: 'https://example.org/room' });

    const late = await make('01');
    app.clock.advance(11 * 60_000);
    await app.runJobs();
    expect(received(late.before).map(({ method, text }) => [method, text.includes('example.org/room')])).toEqual([['REQUEST', false]]);

    const quick = await make('02');
    const [first = '', ...others] = quick.meetings;
    await ready([first]);
    await meetings.emit(conferenceReady, { meeting: first });
    await app.runJobs();
    expect(received(quick.before), 'one of four').toEqual([]);
    await ready(others);
    await meetings.emit(conferenceReady, { meeting: others.at(-1) ?? '' });
    await app.runJobs();
    app.clock.advance(11 * 60_000);
    await app.runJobs();
    expect(received(quick.before).map(({ subject, text }) => [/Einladung/.test(subject), text.includes('example.org/room')])).toEqual([[true, true]]);
  });
});
