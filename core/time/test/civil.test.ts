import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, isCivilDate, weekdayOf } from '../../index.ts';

describe('civil dates', () => {
  it('are added up by the calendar', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2023-02-28', 1)).toBe('2023-03-01');
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
  });

  it('know their weekday', () => {
    expect(weekdayOf('2027-01-04')).toBe(1);
    expect(weekdayOf('2026-11-22')).toBe(7);
    expect(weekdayOf('1969-12-31')).toBe(3);
  });

  it.each(['2027-02-29', '2027-00-10', '2027-1-4', 'tomorrow', '2027-01-04T00:00'])('refuse %j', (value) => {
    expect(isCivilDate(value)).toBe(false);
    expect(() => addDays(value, 1)).toThrow(RangeError);
  });
});
