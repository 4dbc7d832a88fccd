import { expect, it } from 'vitest';
import { dayAfter } from '../finish.ts';

it.each([
  ['2027-03-27', '2027-03-28'],
  ['2027-03-28', '2027-03-29'],
  ['2028-02-28', '2028-02-29'],
  ['2027-12-31', '2028-01-01'],
])('the day after %s is %s, whatever the clocks do', (date, next) => {
  expect(dayAfter(date)).toBe(next);
});
