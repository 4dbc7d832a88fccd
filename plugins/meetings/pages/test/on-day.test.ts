import { describe, expect, it } from 'vitest';
import { byDays, inLanes } from '../on-day.ts';
import { roomUse } from '../room-use.ts';

const range = (start: string, end: string) => ({ start: new Date(start), end: new Date(end) });

describe('parts of days', () => {
  it('cut at midnight of the viewer’s zone', () => {
    expect(byDays(range('2027-01-04T22:00:00Z', '2027-01-05T01:00:00Z'), 'Europe/Berlin')).toEqual([
      { day: '2027-01-04', stretch: { from: 1_380, to: 1_440 } },
      { day: '2027-01-05', stretch: { from: 0, to: 120 } },
    ]);
    expect(byDays(range('2027-01-04T22:00:00Z', '2027-01-04T23:00:00Z'), 'Europe/Berlin')).toEqual([
      { day: '2027-01-04', stretch: { from: 1_380, to: 1_440 } },
    ]);
  });

  it('stand even in the hour that an autumn night has twice', () => {
    // 02:50 to 02:20 by the clock.
    expect(byDays(range('2027-10-31T00:50:00Z', '2027-10-31T01:20:00Z'), 'Europe/Berlin')).toEqual([{ day: '2027-10-31', stretch: { from: 170, to: 200 } }]);
  });

  it('stand side by side where they overlap, however many', () => {
    const things = [
      { id: 'a', stretch: { from: 540, to: 660 } },
      { id: 'b', stretch: { from: 540, to: 600 } },
      { id: 'c', stretch: { from: 600, to: 660 } },
      { id: 'd', stretch: { from: 700, to: 760 } },
      ...Array.from({ length: 12 }, (_, index) => ({ id: `x${index}`, stretch: { from: 900, to: 960 } })),
    ];
    const placed = new Map(inLanes(things).map(({ id, lane, of }) => [id, [lane, of]]));
    expect([placed.get('a'), placed.get('b'), placed.get('c'), placed.get('d')]).toEqual([
      [0, 2],
      [1, 2],
      [1, 2],
      [0, 1],
    ]);
    expect(new Set(Array.from({ length: 12 }, (_, index) => placed.get(`x${index}`)?.[0])).size).toBe(12);
    expect(placed.get('x11')?.[1]).toBe(12);
  });
});

describe('the use of a room', () => {
  const week = { from: '2027-01-04', to: '2027-01-18', start: new Date('2027-01-03T23:00:00Z'), end: new Date('2027-01-17T23:00:00Z') };

  it('is the share of each hour over as many such days as there are', () => {
    const use = roomUse([range('2027-01-04T09:15:00Z', '2027-01-04T11:00:00Z')], week, 'Europe/Berlin');
    // One of two Mondays: three quarters of ten o'clock, all of eleven.
    expect([use[0]?.[9], use[0]?.[10], use[0]?.[11], use[0]?.[12]]).toEqual([0, 0.375, 0.5, 0]);
  });

  it('counts what lies inside alone, and never more than all', () => {
    const use = roomUse([range('2026-12-01T00:00:00Z', '2027-03-01T00:00:00Z')], week, 'Europe/Berlin');
    expect(use.flat().every((share) => share === 1)).toBe(true);
    expect(roomUse([], { ...week, to: '2027-01-05' }, 'Europe/Berlin').flat()).toEqual(new Array(168).fill(0));
  });
});
