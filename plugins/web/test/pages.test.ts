import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';

let app: TestApp;
let cookie = '';

/** Signs in through the page, as a browser would. */
async function signIn(url: string, email: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email, password }),
  });
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(app.url + path, { redirect: 'manual', headers: { cookie, accept: 'text/html', ...headers } });
const post = (path: string, body: Record<string, string>) =>
  fetch(app.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: app.url, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(body),
  });

beforeAll(async () => {
  app = await bootTestApp({ only: ['meetings'] });
  const env: Env<'base'> = app.env('base');
  await env.service('base').ensureAdmin({ email: 'ada@example.org', password: 'a long enough phrase', name: 'Ada', timeZone: 'Europe/Berlin' });
  cookie = await signIn(app.url, 'ada@example.org', 'a long enough phrase');
});
afterAll(() => app.close());

describe('generated pages', () => {
  it('sends a visitor to the sign-in and back', async () => {
    const answer = await get('/app/meeting.room', { cookie: '' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fapp%2Fmeeting.room']);
  });

  it('says what to do on an empty list', async () => {
    const page = await (await get('/app/meeting.room')).text();
    expect(page).toContain('No rooms yet. Add the first one');
    expect(page).toContain('href="/app/meeting.room/new"');
  });

  it('makes, shows, changes and deletes a record', async () => {
    const made = await post('/app/meeting.room/new', { name: 'Linden "1" <b>', capacity: '8', timeZone: 'Europe/Berlin', active: 'true' });
    expect(made.status).toBe(303);
    const path = new URL(made.headers.get('location') ?? '', app.url).pathname;
    const shown = await (await get(path)).text();
    expect(shown).toContain('Linden &quot;1&quot; &lt;b&gt;');
    expect((await post(path, { name: 'Birke', capacity: '9', timeZone: 'Europe/Berlin', active: 'true' })).status).toBe(303);
    expect(await (await get('/app/meeting.room')).text()).toContain('Birke');
    expect(await (await get(`${path}/delete`)).text()).toContain('deleted for good');
    expect((await post(`${path}/delete`, {})).status).toBe(303);
    expect((await get(path)).status).toBe(404);
  });

  it('keeps the form and names the field when something cannot be used', async () => {
    const answer = await post('/app/meeting.room/new', { name: 'Eiche', capacity: 'many', timeZone: 'Europe/Berlin', active: 'true' });
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(page).toContain('value="Eiche"');
    expect(page).toContain('id="capacity-fault"');
  });

  it('is refused in the reader’s language, down to what was wrong', async () => {
    const send = (body: string) => {
      const headers = { origin: app.url, accept: 'application/json', 'accept-language': 'de', 'content-type': 'application/json' };
      return fetch(`${app.url}/sign-in`, { method: 'POST', headers, body });
    };
    expect(await (await send('{')).json()).toMatchObject({ detail: 'Das JSON konnte nicht gelesen werden.' });
    expect(await (await send('{"email":"no address","password":"x"}')).json()).toMatchObject({
      issues: [{ path: 'email', message: expect.stringMatching(/^Bitte/) }],
    });
  });

  it('does not know models without views, nor other paths', async () => {
    for (const path of ['/app/base.account', '/app/no.such', '/app/meeting.room/00000000-0000-4000-8000-000000000000'])
      expect((await get(path)).status).toBe(404);
  });

  it('shows only sentences that it has signed', async () => {
    const page = await (await get('/app/meeting.room?said=Your+account+is+locked&mark=abc')).text();
    expect(page).not.toContain('Your account is locked');
  });

  it('offers in the palette what can be made by a form, and nothing else', async () => {
    const page = await (await get('/app')).text();
    expect(page).toContain('data-href="/app/meeting.room/new"');
    expect(page).not.toContain('data-href="/app/base.account/new"');
    expect(page).toContain('id="keys"');
  });
});
