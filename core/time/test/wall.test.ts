import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it, vi } from 'vitest';
import { civilDateOf, endOfDay, instantOf, listZones, startOfDay, wallOf } from '../../index.ts';

const utc = (wall: string, zone: string, gap?: 'before' | 'end' | 'none'): string | undefined =>
  instantOf(wall, zone, gap ? { gap } : {})
    ?.toISOString()
    .replace('.000Z', 'Z');

describe('wall time to instant', () => {
  it('takes the first of two readings in autumn', () => {
    expect(utc('2007-11-04T01:30', 'America/New_York')).toBe('2007-11-04T05:30:00Z');
    expect(utc('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00Z');
    // Half an hour back at 02:00: 01:45 comes twice.
    expect(utc('2026-04-05T01:45', 'Australia/Lord_Howe')).toBe('2026-04-04T14:45:00Z');
  });

  it('gives the same whatever the season is while it is asked', () => {
    const answers = ['2026-01-15', '2026-07-15', '2026-12-15'].map((today) => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${today}T12:00:00Z`) });
      try {
        return [utc('2026-10-25T02:30', 'Europe/Berlin'), utc('2026-03-29T02:30', 'Europe/Berlin'), utc('2026-04-05T01:45', 'Australia/Lord_Howe')];
      } finally {
        vi.useRealTimers();
      }
    });
    expect(answers).toEqual(Array(3).fill(['2026-10-25T00:30:00Z', '2026-03-29T01:30:00Z', '2026-04-04T14:45:00Z']));
  });

  it('reads a time in the spring gap by the rule that is asked for', () => {
    expect(utc('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z');
    expect(wallOf(new Date('2026-03-29T01:30:00Z'), 'Europe/Berlin')).toBe('2026-03-29T03:30');
    expect(utc('2026-03-29T02:30', 'Europe/Berlin', 'end')).toBe('2026-03-29T01:00:00Z');
    expect(utc('2026-03-29T02:30', 'Europe/Berlin', 'none')).toBeUndefined();
    expect(utc('2007-03-11T02:30', 'America/New_York')).toBe('2007-03-11T07:30:00Z');
    expect(utc('2026-10-04T02:15', 'Australia/Lord_Howe', 'end')).toBe('2026-10-03T15:30:00Z');
  });

  it('knows the edges of a gap', () => {
    expect(utc('2026-03-29T01:59', 'Europe/Berlin', 'none')).toBe('2026-03-29T00:59:00Z');
    expect(utc('2026-03-29T02:00', 'Europe/Berlin', 'none')).toBeUndefined();
    expect(utc('2026-03-29T03:00', 'Europe/Berlin', 'none')).toBe('2026-03-29T01:00:00Z');
  });

  it('counts zones by quarters of an hour', () => {
    expect(utc('2024-05-30T13:00', 'Asia/Kathmandu')).toBe('2024-05-30T07:15:00Z');
    expect(utc('2024-05-30T13:00', 'Pacific/Chatham')).toBe('2024-05-30T00:15:00Z');
  });

  it('takes 24:00 as the end of the day, and seconds', () => {
    expect(utc('2026-01-31T24:00', 'UTC')).toBe('2026-02-01T00:00:00Z');
    expect(utc('2026-01-31T12:34:56', 'UTC')).toBe('2026-01-31T12:34:56Z');
  });

  it.each(['', '2026-01-31', '2026-02-30T10:00', '2026-01-31T24:01', '2026-01-31T10:60', '2026-01-31T10:00Z', '2026-01-31 10:00', '2026-13-01T10:00'])(
    'refuses %j',
    (wall) => {
      expect(instantOf(wall, 'UTC')).toBeUndefined();
    },
  );

  it('throws for a zone that does not exist instead of giving some time', () => {
    expect(() => instantOf('2026-01-31T10:00', 'Mars/Olympus')).toThrow(RangeError);
  });
});

describe('civil days', () => {
  it('has no 30 December 2011 in Apia', () => {
    expect(startOfDay('2011-12-30', 'Pacific/Apia')).toBeUndefined();
    expect(startOfDay('2011-12-31', 'Pacific/Apia')?.toISOString()).toBe('2011-12-30T10:00:00.000Z');
    expect(endOfDay('2011-12-29', 'Pacific/Apia').toISOString()).toBe('2011-12-30T10:00:00.000Z');
  });

  it('begins at 01:00 where the clock skips midnight', () => {
    expect(startOfDay('2024-04-26', 'Africa/Cairo')?.toISOString()).toBe('2024-04-25T22:00:00.000Z');
    expect(endOfDay('2024-04-26', 'Africa/Cairo').toISOString()).toBe('2024-04-26T21:00:00.000Z');
  });

  it('has 23 and 25 hours on the days of change', () => {
    const hours = (day: string): number => (endOfDay(day, 'Europe/Berlin').getTime() - (startOfDay(day, 'Europe/Berlin')?.getTime() ?? 0)) / 3_600_000;
    expect([hours('2026-03-28'), hours('2026-03-29'), hours('2026-10-25')]).toEqual([24, 23, 25]);
  });
});

const instants = fc.integer({ min: Date.UTC(1975, 0, 1) / 60_000, max: Date.UTC(2037, 11, 31) / 60_000 }).map((minutes) => new Date(minutes * 60_000));
const zones = fc.constantFrom(...listZones());
const runs = process.env.ATRIUM_TEST_LONG ? 20_000 : 600;

describe('any instant in any zone', () => {
  it('has the wall time that luxon shows', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        expect(wallOf(instant, zone)).toBe(DateTime.fromJSDate(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm"));
        expect(civilDateOf(instant, zone)).toBe(DateTime.fromJSDate(instant, { zone }).toISODate());
      }),
      { numRuns: runs },
    );
  });

  it('comes back from its wall time, or an earlier instant of the same reading does', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const wall = wallOf(instant, zone);
        const back = instantOf(wall, zone, { gap: 'none' });
        expect(back).toBeDefined();
        const possible = DateTime.fromJSDate(instant, { zone })
          .getPossibleOffsets()
          .map((time) => time.startOf('minute').toMillis());
        expect(Math.floor((back?.getTime() ?? 0) / 60_000)).toBe(Math.floor(Math.min(...possible) / 60_000));
      }),
      { numRuns: runs },
    );
  });

  it('lies in a civil day between its start and its end', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const day = civilDateOf(instant, zone);
        const start = startOfDay(day, zone);
        expect(start).toBeDefined();
        expect(endOfDay(day, zone).getTime()).toBeGreaterThan(start?.getTime() ?? Number.POSITIVE_INFINITY);
      }),
      { numRuns: runs },
    );
  });
});
