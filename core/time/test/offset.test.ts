import { IANAZone } from 'luxon';
import { describe, expect, it } from 'vitest';
import { listZones, offsetLabel, offsetMinutes } from '../../index.ts';

const long = process.env.ATRIUM_TEST_LONG !== undefined;

describe('offsets', () => {
  it('are those of luxon in every zone, also around every change', () => {
    const step = long ? 3_600_000 : 7 * 3_600_000 + 60_000;
    const zones = long
      ? listZones()
      : listZones()
          .filter((_, index) => index % 12 === 0)
          .concat('Australia/Lord_Howe', 'Africa/Casablanca', 'Pacific/Apia', 'Antarctica/Troll', 'America/St_Johns');
    for (const name of zones) {
      const zone = IANAZone.create(name);
      for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2025, 0, 1); at += step) {
        if (offsetMinutes(at, name) !== zone.offset(at))
          throw new Error(`${name} at ${new Date(at).toISOString()}: ${offsetMinutes(at, name)} instead of ${zone.offset(at)}`);
      }
    }
  }, 120_000);

  it('change at the very second', () => {
    const change = Date.UTC(2026, 2, 29, 1);
    expect(offsetMinutes(change - 1, 'Europe/Berlin')).toBe(60);
    expect(offsetMinutes(change, 'Europe/Berlin')).toBe(120);
    // A change at midnight UTC.
    expect(offsetMinutes(Date.UTC(2011, 11, 30, 10) - 1, 'Pacific/Apia')).toBe(-600);
    expect(offsetMinutes(Date.UTC(2011, 11, 30, 10), 'Pacific/Apia')).toBe(840);
  });

  it('have labels with minutes', () => {
    const instant = new Date('2026-01-15T00:00:00Z');
    expect(offsetLabel(instant, 'Asia/Kathmandu')).toBe('UTC+05:45');
    expect(offsetLabel(instant, 'America/St_Johns')).toBe('UTC-03:30');
    expect(offsetLabel(instant, 'UTC')).toBe('UTC+00:00');
  });

  it('throw for an unknown zone', () => {
    expect(() => offsetMinutes(0, 'Nowhere/Land')).toThrow(/unknown time zone/);
  });
});
