import { expect, it } from 'vitest';
import { sharedAnswer } from '../shared-answer.ts';

it('asks once while an answer is on its way, again afterwards, and for each key by itself', async () => {
  const shared = sharedAnswer<string>();
  let asked = 0;
  const gate = Promise.withResolvers<void>();
  const ask = async () => {
    asked += 1;
    const number = asked;
    await gate.promise;
    return `answer ${number}`;
  };
  const together = [shared('a', ask), shared('a', ask), shared('b', ask)];
  gate.resolve();
  expect(await Promise.all(together)).toEqual(['answer 1', 'answer 1', 'answer 2']);
  expect(await shared('a', ask)).toBe('answer 3');
});

it('of an answer that failed for the first, the others ask for themselves', async () => {
  const shared = sharedAnswer<string>();
  const first = shared('a', async () => {
    throw new Error('only mine');
  });
  const second = shared('a', async () => 'answer');
  await expect(first).rejects.toThrow('only mine');
  expect(await second).toBe('answer');
});
