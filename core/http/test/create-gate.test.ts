import { expect, it } from 'vitest';
import { createGate } from '../create-gate.ts';

it('lets so many in at once, the others in their order, and a failure takes nobody’s place', async () => {
  const gate = createGate(2);
  const ends: (() => void)[] = [];
  const began: number[] = [];
  const all = [0, 1, 2, 3].map((number) =>
    gate(async () => {
      began.push(number);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (number === 1) throw new Error('one fails');
      return number;
    }),
  );
  const settled = Promise.allSettled(all);
  expect(began).toEqual([0, 1]);
  ends[1]?.();
  await expect(all[1]).rejects.toThrow('one fails');
  expect(began).toEqual([0, 1, 2]);
  ends[0]?.();
  await expect(all[0]).resolves.toBe(0);
  expect(began).toEqual([0, 1, 2, 3]);
  for (const end of ends) end();
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  await expect(gate(async () => 'free again')).resolves.toBe('free again');
});
