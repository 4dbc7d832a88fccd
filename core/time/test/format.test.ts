import { describe, expect, it } from 'vitest';
import { formatCivilDate, formatDate, formatDateTime, formatRange, formatTime, formatZoneName, zoneAbbreviation } from '../../index.ts';

const start = new Date('2027-01-04T08:00:00Z');
const end = new Date('2027-01-04T09:30:00Z');
const english = { language: 'en' };

describe('dates and times for a reader', () => {
  it('are shown in the zone asked for', () => {
    expect(formatTime(start, 'Europe/Berlin', english)).toBe('09:00');
    expect(formatTime(start, 'Asia/Kathmandu', { language: 'en', hour12: true })).toBe('1:45 PM');
    expect(formatDate(start, 'Pacific/Kiritimati', english)).toBe('Monday, January 4, 2027');
    expect(formatDate(start, 'Pacific/Midway', english, 'medium')).toBe('Sun, Jan 3, 2027');
    expect(formatDateTime(start, 'UTC', english)).toBe('Mon, Jan 4, 2027, 08:00');
  });

  it('show midnight as 00:00', () => {
    expect(formatTime(new Date('2027-01-04T00:00:00Z'), 'UTC', english)).toBe('00:00');
  });

  it('give a range once its date, twice where it ends on another day', () => {
    expect(formatRange(start, end, 'Europe/Berlin', english)).toBe('Mon, Jan 4, 2027, 09:00 – 10:30');
    expect(formatRange(start, end, 'Australia/Eucla', { language: 'de' })).toContain('16:45');
    expect(formatRange(new Date('2027-01-04T23:00:00Z'), new Date('2027-01-05T01:00:00Z'), 'UTC', english)).toBe(
      'Mon, Jan 4, 2027, 23:00 – Tue, Jan 5, 2027, 01:00',
    );
  });

  it('speak the language of the reader; a broken one is English', () => {
    expect(formatDate(start, 'Europe/Berlin', { language: 'de' })).toBe('Montag, 4. Januar 2027');
    expect(formatZoneName(start, 'Europe/Berlin', { language: 'de' })).toBe('Mitteleuropäische Normalzeit');
    expect(formatDate(start, 'Europe/Berlin', { language: 'not a language' }, 'short')).toBe('Mon, Jan 4');
  });

  it('name the zone by season', () => {
    expect(formatZoneName(new Date('2027-07-01T00:00:00Z'), 'America/New_York', english)).toBe('Eastern Daylight Time');
    expect(zoneAbbreviation(start, 'America/New_York')).toBe('EST');
  });

  it('show a civil date as it stands', () => {
    expect(formatCivilDate('2027-03-09', english, 'long')).toBe('Tuesday, March 9, 2027');
  });
});
