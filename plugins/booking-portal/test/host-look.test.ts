import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { heldTeams } from '../team/held-teams.ts';
import { linkUrl } from '../views.tsx';

const PASSWORD = 'a long enough phrase';
/** One transparent dot. */
const PNG = Uint8Array.from(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'));
type Answer = { status: number; text: string; location: string; headers: Headers };
type Visit = (path: string, body?: Record<string, string | string[] | Blob>) => Promise<Answer>;
let app: TestApp;
let env: Env<'booking-portal'>;
let ann: Visit;
let eve: Visit;
let root: Visit;
let guest: Visit;
const ids: Record<string, string> = {};
let schedule = '';

function visitor(cookie: string): Visit {
  return async (path, body) => {
    const files = Object.values(body ?? {}).some((value) => value instanceof Blob);
    const form = files ? new FormData() : new URLSearchParams();
    for (const [name, value] of Object.entries(body ?? {}))
      for (const one of [value].flat()) {
        if (form instanceof FormData) form.append(name, one);
        else if (typeof one === 'string') form.append(name, one);
      }
    const answer = await fetch(path.startsWith('http') ? path : app.url + path, {
      redirect: 'manual',
      headers: { origin: app.url, accept: 'text/html', cookie },
      ...(body ? { method: 'POST', body: form } : {}),
    });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') ?? '', headers: answer.headers };
  };
}

async function signedIn(email: string): Promise<Visit> {
  const { headers } = await visitor('')('/sign-in', { email, password: PASSWORD });
  return visitor((headers.get('set-cookie') ?? '').split(';')[0] ?? '');
}
const idOf = ({ location, text, status }: Answer): string => {
  if (status !== 303) throw new Error(`${status} ${text.slice(0, 2_000)}`);
  return new URL(location, app.url).pathname.slice(-36);
};
const makeLink = async (name: string, host: string, rest: Record<string, unknown> = {}) =>
  (await env.model('booking.link').create({ name, host: ids[host] ?? '', schedule, timeZone: 'UTC', approval: false, ...rest })).id;

beforeAll(async () => {
  app = await bootTestApp({ only: ['booking-portal'], clock: '2027-01-04T05:00:00Z' });
  const base: Env<'base'> = app.env('base');
  env = app.env('booking-portal') as Env<'booking-portal'>;
  for (const name of ['root', 'ann', 'eve', 'hidden'])
    await base.service('base').ensureAdmin({ email: `${name}@example.org`, password: PASSWORD, name: `${name} Example`, timeZone: 'UTC' });
  for (const { id, email } of await base.model('base.person').find({})) ids[email.split('@')[0] ?? ''] = id;
  await base
    .asPlugin()
    .model('base.membership')
    .delete({ group: 'base.admin', person: { in: [ids.ann ?? '', ids.eve ?? '', ids.hidden ?? ''] } });
  await base
    .asPlugin()
    .model('base.person')
    .update({ id: { in: [ids.ann ?? '', ids.eve ?? ''] } }, { photo: PNG, photoAt: new Date() });
  const weekly = [{ days: [1, 2, 3, 4, 5], ranges: [['09:00', '12:00'] as [string, string]] }];
  ({ id: schedule } = await env.model('calendar.schedule').create({ name: 'Mornings', timeZone: 'UTC', weekly }));
  [ann, eve, root] = [await signedIn('ann@example.org'), await signedIn('eve@example.org'), await signedIn('root@example.org')];
  guest = visitor('');
});
afterAll(() => app.close());

describe('booking links', () => {
  it('are read by everybody and switched by their host and managers; a switched-off one keeps its address', async () => {
    const id = await makeLink('Ann’s talk', 'ann');
    const url = await linkUrl(env, id);
    expect((await ann('/app/booking-links')).text).toContain('Ann’s talk');
    expect((await eve('/app/booking-links')).text).not.toContain('Ann’s talk');
    const all = (await eve('/app/booking-links?all=1')).text;
    expect([all.includes('Ann’s talk'), all.includes(url), all.includes('Switch off')]).toEqual([true, true, false]);
    expect((await eve(`/app/booking-links/${id}/switch`, { active: 'false' })).status).toBe(403);
    expect((await eve(`/app/booking.link/${id}`, { name: 'Mine now' })).status).toBe(403);
    expect((await ann(`/app/booking-links/${id}/switch`, { active: 'false' })).status).toBe(303);
    expect((await guest(url)).status).toBe(404);
    expect((await ann('/app/booking-links')).text).toContain('Switched off');
    expect((await root(`/app/booking-links/${id}/switch`, { active: 'true', back: 'https://evil.example' })).location).toMatch(/^\/app\/booking-links\?said/);
    expect((await guest(url)).status).toBe(200);
  });
  it('get a new address after a question, and the old one stops working', async () => {
    const id = await makeLink('Moving', 'ann');
    const before = await linkUrl(env, id);
    expect((await ann(`/app/booking.link/${id}/do/new-address`)).text).toContain('The old one stops working');
    await ann(`/app/booking.link/${id}/do/new-address`, {});
    const { text } = await ann('/app/booking-links?find=moving');
    const after = /data-copy="([^"]*)"/.exec(text)?.[1] ?? '';
    expect(after).not.toBe(before);
    expect([(await guest(before)).status, (await guest(after)).status]).toEqual([404, 200]);
  });
  it('have a working address from the beginning, and say why they are closed', async () => {
    await makeLink('Once only', 'ann', { maxBookings: 1 });
    await makeLink('Long gone', 'ann', { expiresAt: new Date('2026-01-01T00:00:00Z') });
    const once = (await ann('/app/booking-links?find=once')).text;
    expect(once).toContain('works once');
    expect((await guest(/data-copy="([^"]*)"/.exec(once)?.[1] ?? '')).status).toBe(200);
    expect((await ann('/app/booking-links?find=gone')).text).toContain('Closed');
  });
});

describe('a page style', () => {
  it('gives the pages of a link its colour, logo and text, readable in light and dark', async () => {
    expect((await ann('/app/booking.style/new', { name: 'Loud', accent: 'yellow' })).text).toContain('Use a colour such as');
    const id = idOf(
      await ann('/app/booking.style/new', { name: 'Loud', accent: '#FFFF00', text: 'Imprint: https://example.org/imprint.\n<script>alert(1)</script>' }),
    );
    expect((await env.model('booking.style').get(id)).owner).toBe(ids.ann);
    await ann(`/app/page-styles/${id}/logo`, { logo: new Blob([PNG]) });
    const link = await makeLink('Styled', 'ann', { style: id, embedSites: 'https://www.example.org' });
    const url = await linkUrl(env, link);
    const shown = await guest(url);
    const accents = /--accent:light-dark\((#[0-9a-f]{6}),(#[0-9a-f]{6})\)/.exec(shown.text);
    expect(accents?.[1]).not.toBe('#ffff00');
    expect(accents?.[2]).toBe('#ffff00');
    expect(shown.text).toContain('<a href="https://example.org/imprint"');
    expect(shown.text).toContain('&lt;script&gt;alert(1)');
    const logo = /src="(\/page-style\/[^"]*)"/.exec(shown.text)?.[1] ?? '';
    expect((await guest(logo.replaceAll('&amp;', '&'))).headers.get('content-type')).toBe('image/png');
    expect(shown.headers.get('content-security-policy')).toContain('frame-ancestors https://www.example.org');
    expect((await guest(`${url}?start=2027-01-05T09:00:00Z`)).text).toContain('--accent:light-dark(');
    expect((await guest(await linkUrl(env, await makeLink('Plain', 'ann')))).text).not.toContain('page-style');
  });
  it('takes no picture that could run, and is changed by its owner alone', async () => {
    const id = idOf(await ann('/app/booking.style/new', { name: 'Quiet' }));
    await ann(`/app/page-styles/${id}/logo`, { logo: new Blob(['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>']) });
    expect((await env.model('booking.style').get(id)).logo).toBeNull();
    expect((await eve(`/app/page-styles/${id}/logo`, { logo: new Blob([PNG]) })).status).toBe(403);
    expect((await eve(`/app/booking.style/${id}`, { name: 'Eve’s' })).status).toBe(403);
    expect((await root(`/app/booking.style/${id}`, { name: 'Kept' })).status).toBe(303);
  });
});

/** A program that acts as this person. */
async function acting(name: string): Promise<Env<'booking-portal'>> {
  const found = await env.service('base').personPrincipal({ person: ids[name] ?? '' });
  if (!found) throw new Error(`nobody is called ${name}`);
  return app.app.runtime.env({ plugin: 'booking-portal', principal: found.principal }) as Env<'booking-portal'>;
}

describe('a team page', () => {
  let team = '';
  const shown = async (): Promise<string> => (await guest('/team/design')).text;
  it('lists open links, hosts only where the link says who', async () => {
    expect((await ann('/app/booking.team/new', { name: 'Design', slug: 'no good!' })).text).toContain('Use small letters');
    team = idOf(await ann('/app/booking.team/new', { name: 'Design', slug: 'Design', intro: 'We draw.', active: 'true' }));
    const links = {
      open: await makeLink('Open talk', 'ann', { description: 'About <lines>' }),
      quiet: await makeLink('Nameless talk', 'hidden', { showHost: false }),
      off: await makeLink('Off talk', 'ann', { active: false }),
      over: await makeLink('Over talk', 'ann', { expiresAt: new Date('2026-01-01T00:00:00Z') }),
    };
    for (const link of Object.values(links)) await env.model('booking.team_link').create({ team, link });
    const page = await shown();
    for (const words of ['Design', 'We draw.', 'Open talk', 'ann Example', 'About &lt;lines&gt;', 'Nameless talk']) expect(page).toContain(words);
    for (const words of ['hidden Example', 'Off talk', 'Over talk', '@example.org', ...Object.values(ids), ...Object.values(links)])
      expect(page).not.toContain(words);
    const book = [...page.matchAll(/href="([^"]*\/book\/[^"]*)"/g)].map(([, href]) => href ?? '');
    expect(await Promise.all(book.map(async (href) => (await guest(href)).status))).toEqual([200, 200]);
  });
  it('takes links only from who keeps them', async () => {
    const others = await makeLink('Eve’s talk', 'eve');
    const [asAnn, asEve] = [await acting('ann'), await acting('eve')];
    await expect(asAnn.model('booking.team_link').create({ team, link: others })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    const { id } = await asEve.model('booking.team_link').create({ team, link: others });
    expect(await shown()).toContain('Eve’s talk');
    expect(await asAnn.model('booking.team_link').delete({ id })).toBe(1);
  });
  it('shows people who chose it, and nothing that they did not choose', async () => {
    await env.model('booking.team_person').create([{ team, person: ids.eve ?? '' }]);
    expect(await shown()).not.toContain('eve Example');
    await eve('/app/me/profile', { shown: 'true', text: 'I draw <b>lines</b>.', listed: team, team });
    let page = await shown();
    expect([page.includes('eve Example'), page.includes('I draw &lt;b&gt;lines'), page.includes('/photo/')]).toEqual([true, true, false]);
    const [profile] = await env.model('booking.profile').find({ person: ids.eve ?? '' });
    const photo = `/team/design/photo/${profile?.id}`;
    expect((await guest(photo)).status).toBe(404);
    await eve('/app/me/profile', { shown: 'true', showPhoto: 'true', text: '', listed: team, team });
    page = await shown();
    expect(page).toContain(photo);
    expect(page).not.toContain(ids.eve ?? '');
    expect((await guest(photo)).headers.get('content-type')).toBe('image/png');
    expect((await guest(`/team/other/photo/${profile?.id}`)).status).toBe(404);
    await eve('/app/me/profile', { shown: 'true', showPhoto: 'true', listed: team });
    expect([(await shown()).includes('eve Example'), (await guest(photo)).status]).toEqual([false, 404]);
  });
  it('costs as many statements for one link as for twenty; so do the lists of links and bookings', async () => {
    const cost = async (visit: Visit, path: string): Promise<number> => {
      const before = app.app.runtime.database.statements();
      expect((await visit(path)).status).toBe(200);
      return app.app.runtime.database.statements() - before;
    };
    const all = async () => [await cost(guest, '/team/design'), await cost(ann, '/app/booking-links?all=1'), await cost(ann, '/app/bookings?tab=coming')];
    await all();
    const few = await all();
    for (let at = 0; at < 20; at++) await env.model('booking.team_link').create({ team, link: await makeLink(`Many ${at}`, at % 2 === 0 ? 'ann' : 'eve') });
    expect(await all()).toEqual(few);
  });
  it('that is off or unknown is one polite page', async () => {
    await ann(`/app/booking.team/${team}`, { name: 'Design', slug: 'design', active: 'false' });
    const [off, unknown] = [await guest('/team/design'), await guest('/team/nobody')];
    expect([off.status, unknown.status]).toEqual([404, 404]);
    expect(off.text).toContain('This booking page is not open');
  });
  it('goes to somebody else with the styles when its owner leaves', async () => {
    const before = await heldTeams.list(env, ids.ann ?? '');
    expect(before.map(({ label }) => label)).toContain('Design');
    expect(await heldTeams.handOver(env, ids.ann ?? '', ids.eve ?? '')).toEqual({ done: before.length, refused: [] });
    expect(await heldTeams.list(env, ids.ann ?? '')).toEqual([]);
    expect((await env.model('booking.team').get(team)).owner).toBe(ids.eve);
  });
});

// the last one: after it this address has to wait
it('a team page does not answer whoever tries names without end', async () => {
  const statuses = new Set<number>();
  for (let count = 0; count < 121; count++) statuses.add((await guest('/team/nobody')).status);
  expect(statuses).toEqual(new Set([404, 429]));
});
