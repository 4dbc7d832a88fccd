import { describe, expect, it } from 'vitest';
import { forecast } from '../forecast.ts';
import { neighbours, periodOf, periodQuery, placesOf } from '../period.ts';

const berlin = { language: 'en', timeZone: 'Europe/Berlin', hour12: false, weekStart: 1 };
const now = new Date('2027-03-31T22:30:00Z'); // the first of April in Berlin

const asked = (query: Record<string, string>) => periodOf(periodQuery.parse(query), berlin, now);

describe('a period', () => {
  it('is this month on the reader’s clock unless something else is asked for', () => {
    expect(asked({})).toMatchObject({ kind: 'month', first: '2027-04-01', last: '2027-04-30', before: { first: '2027-03-01', last: '2027-03-31' } });
    expect(periodOf({}, { ...berlin, timeZone: 'America/New_York' }, now)).toMatchObject({ first: '2027-03-01' });
  });

  it('has as many hours as really pass: a week over the change to summer time has 167', () => {
    const week = asked({ period: 'week', from: '2027-03-25' });
    expect([week.first, week.last, week.from.toISOString(), week.to.toISOString()]).toEqual([
      '2027-03-22',
      '2027-03-28',
      '2027-03-21T23:00:00.000Z',
      '2027-03-28T22:00:00.000Z',
    ]);
    expect((week.to.getTime() - week.from.getTime()) / 3_600_000).toBe(167);
    const autumn = asked({ period: 'week', from: '2027-10-31' });
    expect((autumn.to.getTime() - autumn.from.getTime()) / 3_600_000).toBe(169);
  });

  it('follows the reader’s first day of the week', () => {
    expect(periodOf({ period: 'week', from: '2027-03-28' }, { ...berlin, weekStart: 7 }, now)).toMatchObject({ first: '2027-03-28', last: '2027-04-03' });
  });

  it('is compared with the one before, of the same kind', () => {
    expect(asked({ period: 'quarter', from: '2027-02-10' })).toMatchObject({
      first: '2027-01-01',
      last: '2027-03-31',
      before: { first: '2026-10-01', last: '2026-12-31' },
    });
    expect(asked({ period: 'year', from: '2028-02-29' })).toMatchObject({
      first: '2028-01-01',
      last: '2028-12-31',
      before: { first: '2027-01-01', last: '2027-12-31' },
    });
    expect(asked({ period: 'custom', from: '2027-03-01', to: '2027-03-10' })).toMatchObject({ before: { first: '2027-02-19', last: '2027-02-28' } });
    expect(neighbours(asked({ period: 'month', from: '2027-01-31' }))).toEqual({
      earlier: 'period=month&from=2026-12-01',
      later: 'period=month&from=2027-02-01',
    });
    expect(neighbours(asked({ period: 'custom', from: '2027-03-01', to: '2027-03-10' })).later).toBe('period=custom&from=2027-03-11&to=2027-03-20');
  });

  it('takes what cannot be read as not said, and turns the wrong way round', () => {
    expect(asked({ period: 'decade', from: '2027-02-30', to: 'x' })).toMatchObject({ kind: 'month', first: '2027-04-01' });
    expect(asked({ period: 'custom', from: '2027-03-10', to: '2027-03-01' })).toMatchObject({ first: '2027-03-01', last: '2027-03-10' });
    expect(asked({ period: 'custom', from: '1900-01-01', to: '2027-03-01' }).last).toBe('1903-01-05');
  });

  it('has days, weeks or months as places, each once', () => {
    expect(placesOf(asked({ period: 'month', from: '2027-02-01' }))).toHaveLength(28);
    expect(placesOf(asked({ period: 'quarter', from: '2027-01-01' })).slice(0, 2)).toEqual(['2026-12-28', '2027-01-04']);
    expect(placesOf(asked({ period: 'year', from: '2027-01-01' }))).toHaveLength(12);
  });
});

describe('a forecast', () => {
  it('goes on along the straight line', () => {
    const points = Array.from({ length: 10 }, (_, day) => ({ day: day - 9, value: 1_000 + 20 * (day - 9) }));
    expect(forecast(points, 365)).toEqual({ value: 8_300, perDay: 20 });
  });

  it('levels single days out, does not fall below nothing, and says nothing of too few days', () => {
    const wild = [5, -5, 5, -5, 0, 5, -5, 5, -5].map((off, day) => ({ day, value: 100 + 10 * day + off }));
    const found = forecast(wild, 100);
    expect(Math.abs((found?.value ?? 0) - 1_100)).toBeLessThan(60);
    expect(
      forecast(
        Array.from({ length: 8 }, (_, day) => ({ day, value: 800 - 100 * day })),
        365,
      )?.value,
    ).toBe(0);
    expect(
      forecast(
        [1, 2, 3, 4, 5, 6].map((day) => ({ day, value: day })),
        365,
      ),
    ).toBeUndefined();
    expect(
      forecast(
        Array.from({ length: 30 }, () => ({ day: 3, value: 5 })),
        365,
      ),
    ).toBeUndefined();
  });
});
