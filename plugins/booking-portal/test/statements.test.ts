import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { type Seeded, seed } from '../seed.ts';

let app: TestApp;
let quiet: Seeded;
let busy: Seeded;

beforeAll(async () => {
  app = await bootTestApp({
    environment: { ATRIUM_BOOKING_PORTAL_PAUSE_SECONDS: '0', ATRIUM_BOOKING_PORTAL_PER_ADDRESS: '0', ATRIUM_BOOKING_PORTAL_PER_EMAIL: '0' },
  });
  const env = app.env('booking-portal') as unknown as Env<'booking-portal'>;
  quiet = await seed(env, 1);
  busy = await seed(env, 400);
});
afterAll(() => app.close());

async function counted(work: () => Promise<Response>): Promise<{ statements: number; status: number; body: unknown }> {
  const before = app.app.runtime.database.statements();
  const response = await work();
  return { statements: app.app.runtime.database.statements() - before, status: response.status, body: await response.json() };
}

const slots = (made: Seeded) => counted(() => fetch(`${app.url}/book/${made.links[0]?.token}/slots`));

async function book(made: Seeded, at: number) {
  const { body } = await slots(made);
  const start = (body as { slots: { start: string }[] }).slots[at]?.start;
  return counted(() =>
    fetch(`${app.url}/book/${made.links[0]?.token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': `key-${start}` },
      body: JSON.stringify({ start, name: 'Grace Guest', email: 'grace@example.org', tz: 'Europe/Paris' }),
    }),
  );
}

describe('the number of statements', () => {
  it('of free times does not depend on how much is taken', async () => {
    await slots(quiet); // settings are read once
    const [little, much] = [await slots(quiet), await slots(busy)];
    expect(little.status).toBe(200);
    expect(much.statements).toBe(little.statements);
    expect(little.statements).toBeLessThanOrEqual(8);
  });

  it('of a booking does not either', async () => {
    await book(quiet, 5);
    const counts = [await book(quiet, 12), await book(busy, 3), await book(busy, 20)];
    expect(counts.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(counts.map(({ statements }) => statements)).size).toBe(1);
    expect(counts[0]?.statements).toBeLessThanOrEqual(27);
  });
});
