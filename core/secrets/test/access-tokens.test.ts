import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env, FetchedToken } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';

let one: TestApp;
let other: TestApp;
let first: Env;
let second: Env;

beforeAll(async () => {
  const config = { keys: [randomBytes(32)] };
  one = await bootTestApp({ only: ['base'], listen: false, config });
  other = await bootTestApp({ only: ['base'], listen: false, config, databaseUrl: one.databaseUrl, clock: one.clock });
  first = one.env('base');
  second = other.env('base');
});
afterAll(async () => {
  await other?.close();
  await one?.close();
});

let asked = 0;
/** A service that takes its time. */
async function fetch(): Promise<FetchedToken> {
  asked += 1;
  const number = asked;
  await new Promise((resolve) => setTimeout(resolve, 30));
  return { token: `canary-token-${number}`, expiresIn: 3_600, detail: { scope: 'a b' } };
}
const count = async (work: () => Promise<unknown>): Promise<number> => {
  const before = asked;
  await work();
  return asked - before;
};

it('fifty jobs in two processes make one request, and what is kept tells nothing', async () => {
  const key = { account: 'fifty', subject: 'ann@example.org', scopes: ['write', 'read'] };
  const tokens = new Set<string>();
  const requests = await count(async () => {
    const found = await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 ? first : second).tokens.access(key, fetch)));
    for (const { token } of found) tokens.add(token);
  });
  expect([requests, tokens.size]).toEqual([1, 1]);
  expect(await count(() => second.tokens.access({ ...key, scopes: ['read', 'write'] }, fetch))).toBe(0);
  expect((await second.tokens.access(key, fetch)).detail).toEqual({ scope: 'a b' });
  const { rows } = await one.app.runtime.database.query<{ text: string }>('SELECT t::text AS text FROM core_access_token t');
  const dump = JSON.stringify(rows) + rows.map(({ text }) => Buffer.from(text.replaceAll(/[^0-9a-f]/g, ''), 'hex').toString('latin1')).join('');
  expect(dump).not.toMatch(/canary|ann@|fifty/);
});

it('is one per account, subject and scopes', async () => {
  const keys = [{ account: 'a' }, { account: 'b' }, { account: 'a', subject: 's' }, { account: 'a', scopes: ['s'] }, { account: 'a', scopes: [] }];
  expect(await count(() => Promise.all(keys.map((key) => first.tokens.access(key, fetch))))).toBe(keys.length);
});

it('ends a minute early, and is forgotten only while it is the cached one', async () => {
  const key = { account: 'ends' };
  const { token } = await first.tokens.access(key, fetch);
  one.clock.advance(3_539_000);
  expect(await count(() => second.tokens.access(key, fetch))).toBe(0);
  one.clock.advance(2_000);
  expect(await count(() => second.tokens.access(key, fetch))).toBe(1);
  expect(
    await count(async () => {
      await first.tokens.forget(key, token);
      await first.tokens.access(key, fetch);
    }),
    'a job that comes late',
  ).toBe(0);
  const now = (await first.tokens.access(key, fetch)).token;
  expect(
    await count(async () => {
      await Promise.all(Array.from({ length: 10 }, () => first.tokens.forget(key, now)));
      await Promise.all([first, second, first, second].map((env) => env.tokens.access(key, fetch)));
    }),
    'revoked',
  ).toBe(1);
});

it('a fetch that fails is told to all who wait, and leaves the way free', async () => {
  const key = { account: 'fails' };
  let tries = 0;
  const refuse = async (): Promise<FetchedToken> => {
    tries += 1;
    throw new Error('refused');
  };
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => (index % 2 ? first : second).tokens.access(key, refuse)));
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  expect(tries).toBeLessThanOrEqual(2);
  expect((await first.tokens.access(key, fetch)).token).toMatch(/^canary/);
});

it('another goes on where a process died while it fetched', async () => {
  const key = { account: 'dies' };
  await first.tokens.access(key, fetch);
  await one.app.runtime.database.query(
    "UPDATE core_access_token SET token = NULL, lease = gen_random_uuid(), lease_until = clock_timestamp() + interval '200 ms' WHERE expires_at IS NOT NULL AND plugin = 'base'",
  );
  expect((await second.tokens.access(key, fetch)).token).toMatch(/^canary/);
});

it('is not fetched inside of a transaction', async () => {
  await expect(first.tx(async () => first.tokens.access({ account: 'x' }, fetch))).rejects.toThrow('outside of transactions');
});
