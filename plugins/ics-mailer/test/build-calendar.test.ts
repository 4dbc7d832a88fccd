import ICAL from 'ical.js';
import nodeIcal from 'node-ical';
import { describe, expect, it } from 'vitest';
import { buildCalendar, type CalendarObject, withAttendee } from '../build-calendar.ts';

const meeting = (more: Partial<CalendarObject> = {}): CalendarObject => ({
  method: 'REQUEST',
  status: 'CONFIRMED',
  uid: 'meeting-1@atrium.example',
  sequence: 0,
  stamp: new Date('2027-01-02T03:04:05Z'),
  start: new Date('2027-03-09T05:00:00Z'),
  end: new Date('2027-03-09T06:00:00Z'),
  timeZone: 'Asia/Tokyo',
  summary: 'Intro talk',
  description: 'Agenda; with, marks \\ and\nlines',
  location: 'Linden, Berlin',
  joinUrl: 'https://meet.example/abc',
  organizer: { name: 'Ann Host', email: 'ann@example.com' },
  ...more,
});
const guest = { name: 'Gus Guest', email: 'gus@example.org', role: 'required' as const, partstat: 'NEEDS-ACTION' };
const copy = (more: Partial<CalendarObject> = {}, attendee: Partial<{ name: string; email: string }> = {}): string =>
  withAttendee(buildCalendar(meeting(more)), { ...guest, ...attendee });

/** By a strict parser; zones are resolved by the VTIMEZONE of the file alone. */
function strictly(text: string) {
  const root = new ICAL.Component(ICAL.parse(text));
  const event = root.getFirstSubcomponent('vevent');
  if (!event) throw new Error('no event');
  for (const zone of root.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(new ICAL.Timezone(zone), String(zone.getFirstPropertyValue('tzid')));
  const time = (name: string): Date => {
    const value = event.getFirstPropertyValue(name);
    if (!(value instanceof ICAL.Time)) throw new Error(`${name} is no time`);
    return value.toJSDate();
  };
  const result = { root, event, start: time('dtstart'), end: time('dtend'), attendees: event.getAllProperties('attendee') };
  ICAL.TimezoneService.reset();
  return result;
}
const loosely = (text: string) => {
  const found = Object.values(nodeIcal.sync.parseICS(text)).find((part) => part?.type === 'VEVENT');
  if (found?.type !== 'VEVENT') throw new Error('no event');
  return found;
};

describe('the calendar object of one attendee', () => {
  it('says who, when, where and what, for two parsers', () => {
    const text = copy();
    const { root, event, start, end, attendees } = strictly(text);
    expect(root.getFirstPropertyValue('method')).toBe('REQUEST');
    expect(event.getFirstPropertyValue('uid')).toBe('meeting-1@atrium.example');
    expect(event.getFirstPropertyValue('sequence')).toBe(0);
    expect(event.getFirstPropertyValue('status')).toBe('CONFIRMED');
    expect(event.getFirstPropertyValue('transp')).toBe('OPAQUE');
    expect(event.getFirstPropertyValue('description')).toBe('Agenda; with, marks \\ and\nlines');
    expect(event.getFirstPropertyValue('conference')).toBe('https://meet.example/abc');
    expect([start, end]).toEqual([new Date('2027-03-09T05:00:00Z'), new Date('2027-03-09T06:00:00Z')]);
    expect(attendees).toHaveLength(1);
    expect(attendees[0]?.getParameter('rsvp')).toBe('TRUE');
    expect(text).toContain('\r\nDTSTAMP:20270102T030405Z\r\n');
    expect(text).toContain('\r\nDTSTART;TZID=Asia/Tokyo:20270309T140000\r\n');
    const other = loosely(text);
    expect([other.start.getTime(), other.end?.getTime()]).toEqual([start.getTime(), end.getTime()]);
    expect(other.attendee).toMatchObject({ val: 'mailto:gus@example.org' });
    expect(other.organizer).toMatchObject({ val: 'mailto:ann@example.com' });
  });

  it.each([
    ['Europe/Berlin', '2027-03-28T00:30:00Z', '2027-03-28T02:30:00Z'],
    ['Europe/Berlin', '2027-10-31T01:30:00Z', '2027-10-31T03:30:00Z'],
    ['America/New_York', '2027-11-07T04:30:00Z', '2027-11-07T08:00:00Z'],
    ['Australia/Lord_Howe', '2027-04-03T14:00:00Z', '2027-04-03T18:00:00Z'],
    ['Asia/Kathmandu', '2027-06-01T00:15:00Z', '2027-06-01T01:15:00Z'],
    ['Australia/Eucla', '2027-06-01T00:15:00Z', '2027-06-01T01:15:00Z'],
    ['Pacific/Apia', '2027-12-31T23:00:00Z', '2028-01-01T01:00:00Z'],
    ['Africa/Casablanca', '2027-02-07T01:30:00Z', '2027-02-07T04:30:00Z'],
  ])('keeps the instants in %s from %s', (timeZone, from, to) => {
    const text = copy({ timeZone, start: new Date(from), end: new Date(to) });
    const { root, start, end } = strictly(text);
    expect(root.getAllSubcomponents('vtimezone')).toHaveLength(1);
    expect(root.getFirstSubcomponent('vtimezone')?.getFirstPropertyValue('tzid')).toBe(timeZone);
    // The first hour of an autumn pair is what a wall time means; a start in the second has no other spelling.
    if (from !== '2027-10-31T01:30:00Z') expect(start.toISOString()).toBe(new Date(from).toISOString());
    expect(end.toISOString()).toBe(new Date(to).toISOString());
  });

  it('is in UTC for whoever lives there', () => {
    const text = copy({ timeZone: 'UTC' });
    expect(strictly(text).start).toEqual(new Date('2027-03-09T05:00:00Z'));
    expect(loosely(text).start.getTime()).toBe(Date.parse('2027-03-09T05:00:00Z'));
  });

  it.each([
    ['a quote that would begin an address', 'Eve" :mailto:evil@example.net'],
    ['a line break that would begin a property', 'Eve\r\nATTENDEE:mailto:evil@example.net'],
    ['a bare line feed', 'Eve\nBEGIN:VALARM'],
    ['a mark that turns the direction', 'Eve \u202egnp.exe\u202c'],
    ['three hundred characters', 'ä'.repeat(300)],
    ['separators', 'Eve; X=Y: a, b \\ ^n ^^'],
    ['half a character', 'Eve \ud800'],
    ['emoji', '👩‍👩‍👧‍👦'.repeat(30)],
  ])('survives a name with %s', (_what, name) => {
    const text = copy({ organizer: { name, email: 'ann@example.com' }, summary: name, location: name }, { name });
    const { event, attendees } = strictly(text);
    expect(attendees.map((one) => one.getFirstValue())).toEqual(['mailto:gus@example.org']);
    expect(event.getFirstPropertyValue('organizer')).toBe('mailto:ann@example.com');
    expect(event.getAllSubcomponents()).toHaveLength(0);
    expect(loosely(text).attendee).toMatchObject({ val: 'mailto:gus@example.org' });
    expect(loosely(text).organizer).toMatchObject({ val: 'mailto:ann@example.com' });
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toMatch(/[\u202a-\u202e]/);
  });

  it('folds at 75 octets, never inside a character, and ends lines by CRLF', () => {
    const text = copy({ description: `${'äöü€👩'.repeat(60)}`, summary: '漢字'.repeat(80) }, { name: '漢字'.repeat(60) });
    const lines = text.split('\r\n');
    expect(lines.at(-1)).toBe('');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of lines) {
      expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
      expect(line.isWellFormed()).toBe(true);
    }
    expect(strictly(text).event.getFirstPropertyValue('description')).toBe('äöü€👩'.repeat(60));
  });

  it('calls off under the same UID', () => {
    const { root, event } = strictly(copy({ method: 'CANCEL', status: 'CANCELLED', sequence: 2 }));
    expect(root.getFirstPropertyValue('method')).toBe('CANCEL');
    expect(event.getFirstPropertyValue('status')).toBe('CANCELLED');
    expect(event.getFirstPropertyValue('sequence')).toBe(2);
    expect(event.getFirstPropertyValue('uid')).toBe('meeting-1@atrium.example');
  });

  it('takes no link that is not of the web', () => {
    for (const joinUrl of ['javascript:alert(1)', 'https://x.example/\r\nATTENDEE:mailto:a@b.example', 'https://x.example/a b'])
      expect(strictly(copy({ joinUrl })).event.getFirstPropertyValue('url')).toBeNull();
  });

  it('is the same whatever the zone of the server', () => {
    const before = process.env.TZ;
    process.env.TZ = 'America/St_Johns';
    const there = copy();
    process.env.TZ = 'Asia/Kolkata';
    const here = copy();
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
    expect(here).toBe(there);
  });
});

describe('alarms', () => {
  it('ring before the start and stand behind all properties', () => {
    const text = copy({
      summary: 'Talk; one, two',
      alarms: [
        { amount: 15, unit: 'minutes' },
        { amount: 2, unit: 'hours' },
        { amount: 1, unit: 'days' },
      ],
    });
    const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent');
    expect(
      event?.getAllSubcomponents('valarm').map((alarm) => [String(alarm.getFirstPropertyValue('trigger')), alarm.getFirstPropertyValue('description')]),
    ).toEqual([
      ['-PT15M', 'Talk; one, two'],
      ['-PT2H', 'Talk; one, two'],
      ['-P1D', 'Talk; one, two'],
    ]);
    expect(event?.getAllProperties('attendee')).toHaveLength(1);
    expect(text.indexOf('ATTENDEE')).toBeLessThan(text.indexOf('BEGIN:VALARM'));
    expect(Object.values(nodeIcal.sync.parseICS(text)).some((one) => one?.type === 'VEVENT')).toBe(true);
  });
});
