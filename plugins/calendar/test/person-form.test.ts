import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';

let app: TestApp;
let cookie = '';
const send = (path: string, body?: Record<string, string>) =>
  fetch(app.url + path, {
    redirect: 'manual',
    headers: { cookie, origin: app.url, accept: 'text/html' },
    ...(body ? { method: 'POST', body: new URLSearchParams(body) } : {}),
  });

beforeAll(async () => {
  app = await bootTestApp({ only: ['calendar'] });
  const base: Env<'base'> = app.env('base');
  await base.service('base').ensureAdmin({ email: 'ada@example.org', password: 'a long enough phrase', name: 'Ada', timeZone: 'Europe/Berlin' });
  const answer = await send('/sign-in', { email: 'ada@example.org', password: 'a long enough phrase' });
  cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
});
afterAll(() => app.close());

describe('the form of a person', () => {
  it('has working hours where this plugin is, also for somebody who is invited', async () => {
    const form = await (await send('/app/base.person/new')).text();
    expect(form.indexOf('>Working time<')).toBeGreaterThan(form.indexOf('>Habits<'));
    const made = await send('/app/working-hours/new', { do: 'save', name: 'Mornings', timeZone: 'Europe/Berlin', d1_0_from: '09:00', d1_0_to: '12:00' });
    const schedule = new URL(made.headers.get('location') ?? '', app.url).pathname.slice(-36);
    expect((await send('/app/base.person/new', { name: 'Ben', email: 'ben@example.org', schedule })).status).toBe(303);
    const calendar: Env<'calendar'> = app.env('calendar');
    const [ben] = await calendar.model('base.person').find({ email: 'ben@example.org' });
    expect(ben?.schedule).toBe(schedule);
    expect(await (await send(`/app/base.person/${ben?.id}`)).text()).toContain('Mornings');
    expect(await (await send(`/app/calendar.schedule/${schedule}`)).text()).toMatch(/<strong>1<\/strong>\s*People/);
  });
});
