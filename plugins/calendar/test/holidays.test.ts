import { describe, expect, it } from 'vitest';
import { addDays, isCivilDate } from '#core';
import { countries } from '../holidays/countries.ts';
import { easterSunday } from '../holidays/holiday-rules.ts';
import { countryHolidays, type HolidayChoice, holidaysOf } from '../holidays/holidays-of.ts';
import { scheduleRanges } from '../schedule-ranges.ts';
import { type Schedule, scheduleSchema } from '../schedule-shape.ts';

const dates = (country: string, region: string, year: number): string[] => countryHolidays(country, region, year).map(({ date }) => date.slice(5));

describe('holidays', () => {
  it.each([
    [1999, '1999-04-04'],
    [2000, '2000-04-23'],
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2038, '2038-04-25'],
  ])('Easter of %d is %s', (year, date) => {
    expect(easterSunday(year)).toBe(date);
  });

  it.each([
    ['DE', '', 2026, ['01-01', '04-03', '04-06', '05-01', '05-14', '05-25', '10-03', '12-25', '12-26']],
    ['DE', 'BY', 2026, ['01-01', '01-06', '04-03', '04-06', '05-01', '05-14', '05-25', '06-04', '08-15', '10-03', '11-01', '12-25', '12-26']],
    ['DE', 'SN', 2026, ['01-01', '04-03', '04-06', '05-01', '05-14', '05-25', '10-03', '10-31', '11-18', '12-25', '12-26']],
    ['AT', '', 2026, ['01-01', '01-06', '04-06', '05-01', '05-14', '05-25', '06-04', '08-15', '10-26', '11-01', '12-08', '12-25', '12-26']],
    ['US', '', 2026, ['01-01', '01-19', '02-16', '05-25', '06-19', '07-03', '09-07', '10-12', '11-11', '11-26', '12-25']],
    ['GB', 'ENG', 2027, ['01-01', '03-26', '03-29', '05-03', '05-31', '08-30', '12-27', '12-28']],
    ['GB', 'SCT', 2022, ['01-03', '01-04', '04-15', '05-02', '05-30', '08-01', '11-30', '12-26', '12-27']],
    ['IE', '', 2030, ['01-01', '02-01', '03-17', '04-22', '05-06', '06-03', '08-05', '10-28', '12-25', '12-26']],
    ['SE', '', 2026, ['01-01', '01-06', '04-03', '04-05', '04-06', '05-01', '05-14', '05-24', '06-06', '06-19', '06-20', '10-31', '12-24', '12-25', '12-26']],
    ['NL', '', 2025, ['01-01', '04-20', '04-21', '04-26', '05-29', '06-08', '06-09', '12-25', '12-26']],
    ['CA', '', 2026, ['01-01', '04-03', '05-18', '07-01', '09-07', '09-30', '10-12', '11-11', '12-25', '12-28']],
  ])('of %s %s in %d', (country, region, year, expected) => {
    expect(dates(country, region, year)).toEqual(expected);
  });

  it('of every country and region are dates, in order, with a name, for a hundred years', () => {
    for (const [country, { regions = {} }] of Object.entries(countries)) {
      for (const region of ['', ...Object.keys(regions)]) {
        for (let year = 1990; year < 2090; year++) {
          const days = countryHolidays(country, region, year);
          expect(days.length).toBeGreaterThan(6);
          expect(days.every(({ date, name }) => isCivilDate(date) && name !== '')).toBe(true);
          expect(days.map(({ date }) => date)).toEqual(days.map(({ date }) => date).sort());
        }
      }
    }
  });

  it('that are kept before New Year stand in the old year', () => {
    const none: HolidayChoice = { country: 'US', region: '', working: [], own: [] };
    expect(holidaysOf(none, 2027).at(-1)).toEqual({ date: '2027-12-31', name: 'New Year’s Day' });
    expect(holidaysOf(none, 2028)[0]?.date).toBe('2028-01-17');
  });
});

describe('working hours', () => {
  const week: Schedule['weekly'] = [{ days: [1, 2, 3, 4, 5, 6, 7], ranges: [['09:00', '10:00']] }];
  const holidays = { country: 'DE', region: 'BY', working: ['2026-01-06'], own: [{ date: '2026-01-02', name: 'Bridge day' }] };
  const openDays = (schedule: Schedule, from: string, days: number): string[] => {
    const start = Date.parse(`${from}T00:00:00Z`);
    return scheduleRanges(schedule, 'UTC', start, start + days * 86_400_000).map(([at]) => new Date(at).toISOString().slice(5, 10));
  };
  it('leave holidays out, but for those on which somebody works, and those with hours of their own', () => {
    const schedule = { weekly: week, holidays, overrides: [{ date: '2026-01-01', ranges: [['12:00', '13:00'] as [string, string]] }] };
    expect(openDays(schedule, '2025-12-31', 8)).toEqual(['12-31', '01-01', '01-03', '01-04', '01-05', '01-06', '01-07']);
  });
  it('leave days off out, whatever else is said of them', () => {
    const schedule = {
      weekly: week,
      overrides: [{ date: '2026-02-03', ranges: [['12:00', '13:00'] as [string, string]] }],
      away: [{ from: '2026-02-02', to: '2026-02-04' }],
    };
    expect(openDays(schedule, '2026-02-01', 5)).toEqual(['02-01', '02-05']);
  });
  it('have their holidays by the civil days of their own zone', () => {
    const start = Date.parse('2026-10-02T00:00:00Z');
    const open = scheduleRanges(
      { weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], ranges: [['00:00', '24:00']] }], holidays: { ...holidays, own: [] } },
      'Pacific/Auckland',
      start,
      start + 2 * 86_400_000,
    );
    // 3 October in Auckland: from 11:00 UTC on the 2nd.
    expect(open.map((span) => span.map((at) => new Date(at).toISOString().slice(5, 16)))).toEqual([
      ['10-02T00:00', '10-02T11:00'],
      ['10-03T11:00', '10-04T00:00'],
    ]);
  });
  it('read hours of before as they were', () => {
    expect(scheduleSchema.parse({ weekly: week })).toEqual({ weekly: week });
    expect(openDays({ weekly: week, holidays: null }, addDays('2026-01-01', 0), 2)).toEqual(['01-01', '01-02']);
  });
});
