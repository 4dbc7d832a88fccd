import ICAL from 'ical.js';
import { IANAZone } from 'luxon';
import { describe, expect, it } from 'vitest';
import { listZones, luxonDateTime, vtimezone } from '../../index.ts';

const long = process.env.ATRIUM_TEST_LONG !== undefined;
const zones = long
  ? listZones()
  : [
      ...listZones().filter((_, index) => index % 20 === 0),
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Europe/Dublin',
      'Africa/Casablanca',
      'America/New_York',
      'Antarctica/Troll',
    ];

/** With the long budget every zone at 180 instants: 75,000 and more. */
const stepMs = long ? 3 * 86_400_000 + 3_600_000 : 9 * 86_400_000 + 5 * 3_600_000;
let asked = 0;

/** What a calendar program makes of the text: minutes east of UTC for a wall reading. */
function offsetRead(text: string, name: string, instant: Date): number {
  const component = new ICAL.Component(ICAL.parse(text));
  const zone = new ICAL.Timezone({ component, tzid: name });
  const wall = luxonDateTime(instant, name);
  const time = new ICAL.Time({ year: wall.year, month: wall.month, day: wall.day, hour: wall.hour, minute: wall.minute, second: 0, isDate: false }, zone);
  return time.utcOffset() / 60;
}

describe('VTIMEZONE', () => {
  it.each(zones)('of %s says what the zone data say', (name) => {
    const text = vtimezone(name, new Date('2026-02-01T00:00:00Z'), new Date('2027-02-01T00:00:00Z'));
    const zone = IANAZone.create(name);
    for (let at = Date.UTC(2026, 0, 2, 3); at < Date.UTC(2027, 6, 1); at += stepMs) {
      const around = [...Array(3).keys()].map((hour) => zone.offset(at + (hour - 1) * 3 * 3_600_000));
      // Readings that come twice or never have no single answer.
      if (new Set(around).size > 1) continue;
      asked += 1;
      expect([new Date(at).toISOString(), offsetRead(text, name, new Date(at))]).toEqual([new Date(at).toISOString(), zone.offset(at)]);
    }
  });

  it('was asked often enough to mean something', () => {
    expect(asked).toBeGreaterThan(long ? 74_000 : 1_000);
  });

  it('is well-formed: one TZID, CRLF, the change with both offsets', () => {
    const text = vtimezone('Europe/Berlin', new Date('2026-06-01T00:00:00Z'), new Date('2026-06-01T01:00:00Z'));
    expect(text.startsWith('BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n')).toBe(true);
    expect(text.endsWith('END:VTIMEZONE\r\n')).toBe(true);
    expect(text).toContain('BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n');
    expect(text).toContain('BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });
});
