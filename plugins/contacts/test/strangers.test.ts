import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import type {} from '../schema.ts';

let app: TestApp;
let page = '';

beforeAll(async () => {
  app = await bootTestApp({
    clock: '2027-01-04T05:00:00Z',
    environment: { ATRIUM_BOOKING_PORTAL_PER_ADDRESS: '0', ATRIUM_BOOKING_PORTAL_PER_EMAIL: '0', ATRIUM_BOOKING_PORTAL_PAUSE_SECONDS: '0' },
  });
  const lines = [];
  for (const plugin of app.app.runtime.generation().plugins) lines.push(...((await plugin.example?.(app.env(plugin.name))) ?? []));
  page = lines.find(({ label }) => label === 'Booking page')?.value.replace('{base}', app.url) ?? '';
});
afterAll(() => app.close());

it('a booking answers a known address as an unknown one, and the contact stays as it was', async () => {
  const env: Env<'contacts'> = app.env('contacts');
  const { id } = await env.model('contacts.contact').create({ name: 'Known', email: 'known@guest.example', phone: '1', notes: 'Secret' });
  const before = await env.model('contacts.contact').get(id);
  const slots = ((await (await fetch(`${page}/slots`)).json()) as { slots: { start: string }[] }).slots;
  const book = async (email: string, at: number) => {
    const answer = await fetch(page, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Somebody', email, tz: 'UTC', start: slots[at]?.start }),
    });
    const body = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, members: Object.keys(body).sort(), text: JSON.stringify(body) };
  };
  const [known, unknown] = [await book('known@guest.example', 0), await book('unknown@guest.example', 3)];
  expect([known.status, known.members]).toEqual([201, unknown.members]);
  expect(unknown.status).toBe(201);
  expect(known.text).not.toMatch(/Known|Secret/);
  await app.runJobs();
  expect(await env.model('contacts.contact').get(id)).toEqual(before);
  expect(await env.model('contacts.suggestion').find({ contact: id })).toMatchObject([{ field: 'name', value: 'Somebody' }]);
  expect(await env.model('contacts.contact').count({ email: 'unknown@guest.example' })).toBe(1);
});
