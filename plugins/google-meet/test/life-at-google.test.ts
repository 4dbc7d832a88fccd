import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { type ConferenceRequest, ProviderFailure } from '../../meetings/contract.ts';
import { providerContext, tendAccounts, testAccount } from '../../meetings/testing.ts';
import { provider } from '../provider.ts';
import { environmentOf } from './environment-of.ts';
import { calendarScope, type FakeGoogle, openFakeGoogle, serviceAccount } from './fake-google.ts';

let fake: FakeGoogle;
let app: TestApp;
beforeAll(async () => {
  fake = await openFakeGoogle({ now: () => app.clock.now() });
  app = await bootTestApp({ only: ['google-meet'], clock: '2027-03-09T09:00:00Z', environment: environmentOf(fake) });
});
afterAll(async () => {
  await app?.close();
  await fake?.close();
});
beforeEach(() => {
  fake.delegate(['ann@example.org', 'ben@example.org']);
  fake.conferences({ looks: 1 });
  fake.service.skew(0);
});

let count = 0;
const request = (changed: Partial<ConferenceRequest> = {}): ConferenceRequest => ({
  operationKey: `operation-key-${++count}-${'k'.repeat(20)}`,
  subject: 'Weekly talk',
  description: '',
  start: new Date('2027-03-28T00:30:00Z'),
  end: new Date('2027-03-28T01:30:00Z'),
  timeZone: 'Europe/Berlin',
  host: { id: '01890000-0000-7000-8000-000000000001', email: 'ann@example.org', name: 'Ann' },
  options: {},
  ...changed,
});
const context = () => providerContext(app, 'google-meet');
const kindOf = (call: Promise<unknown> | undefined): Promise<unknown> =>
  Promise.resolve(call).then(
    () => 'done',
    (error: unknown) => (error instanceof ProviderFailure ? error.kind : error),
  );
const bodies = (method: string) => fake.service.calls.filter((call) => call.method === method).map(({ body }) => body);

it('makes an event of its own id, without attendees and mails, whose room comes a little later', async () => {
  const one = request();
  const made = await provider.create(await context(), one);
  expect(made).toMatchObject({ externalId: expect.stringMatching(/^[0-9a-f]{64}$/), joinUrl: '', state: 'pending' });
  expect(fake.service.calls.at(-1)?.query.toString()).toBe('conferenceDataVersion=1&sendUpdates=none');
  expect(bodies('POST').at(-1)).not.toHaveProperty('attendees');
  expect(await provider.create(await context(), one)).toMatchObject({ externalId: made.externalId });
  const there = await provider.poll?.(await context(), made.externalId, one);
  expect(there).toMatchObject({ state: 'ready', joinUrl: expect.stringMatching(/^https:\/\/meet\.google\.com\/[a-z-]+$/) });
  expect(await provider.update?.(await context(), made.externalId, { ...one, subject: 'Moved' }, ['time'])).toMatchObject({ joinUrl: there?.joinUrl });
  expect(Object.keys(Object(bodies('PATCH').at(-1)))).toEqual(['start', 'end']);
  expect(await provider.list?.(await context(), { from: new Date('2027-03-01'), to: new Date('2027-04-01'), host: one.host })).toEqual([
    { externalId: made.externalId, operationKey: one.operationKey, start: one.start, joinUrl: there?.joinUrl },
  ]);
});

it('wishes once more for a room that failed, then gives up the event; the next one has another id', async () => {
  fake.conferences({ looks: 1, fail: true });
  const one = request();
  const made = await provider.create(await context(), one);
  expect(await provider.poll?.(await context(), made.externalId, one)).toMatchObject({ state: 'pending' });
  expect(await kindOf(provider.poll?.(await context(), made.externalId, one))).toBe('gone');
  expect(fake.rooms().some(({ id }) => id === made.externalId)).toBe(false);
  fake.conferences({ looks: 0 });
  const next = await provider.create(await context(), one);
  expect([next.state, next.externalId === made.externalId]).toEqual(['ready', false]);
  expect(await provider.findByKey?.(await context(), one)).toMatchObject({ externalId: next.externalId });
});

it('tells what is missing: the file, the delegation, the clock', async () => {
  const failing = async (host?: { email: string }) => (await provider.testConnection(await context(), host)).filter(({ ok }) => !ok);
  expect(await failing({ email: 'ann@example.org' })).toEqual([]);
  fake.delegate([]);
  const [missing] = await failing({ email: 'ann@example.org' });
  expect(missing).toMatchObject({ name: 'delegation', fix: expect.stringContaining(serviceAccount.client_id) });
  expect(missing?.fix).toContain(calendarScope);
  expect(await kindOf(provider.create(await context(), request()))).toBe('auth.permanent');
  fake.delegate(['ann@example.org']);
  fake.service.skew(-7_200);
  expect(await failing({ email: 'ann@example.org' })).toMatchObject([
    { name: 'token', message: 'Google refuses the key of the service account.' },
    { name: 'clock', message: expect.stringContaining('7200 seconds ahead') },
  ]);
  fake.service.skew(200);
  expect(await failing({ email: 'ann@example.org' })).toMatchObject([{ name: 'clock' }]);
  const now = await context();
  const values = { ...now.account.values, serviceAccount: '' };
  expect(await provider.testConnection({ ...now, account: { ...now.account, values } })).toMatchObject([{ name: 'entered', ok: false }]);
  expect(await kindOf(provider.create({ ...now, account: { ...now.account, id: 'another', values } }, request()))).toBe('auth.permanent');
});

it('does not blame the credentials for a host whom the domain does not know; what is gone already is removed, however that is said', async () => {
  const nobody = { id: '01890000-0000-7000-8000-000000000009', email: 'nobody@example.org', name: 'Nobody' };
  expect(await kindOf(provider.create(await context(), request({ host: nobody })))).toBe('permanent');
  expect((await provider.testConnection(await context(), nobody)).filter(({ ok }) => !ok)).toMatchObject([
    { name: 'host', message: 'The domain does not know nobody@example.org.' },
  ]);
  const one = request();
  const { externalId } = await provider.create(await context(), one);
  fake.service.fault({ kind: 'forbidden' });
  expect(await kindOf(provider.cancel?.(await context(), externalId, one))).toBe('auth.permanent');
  fake.lose(externalId);
  fake.service.fault({ kind: 'forbidden' });
  expect(await kindOf(provider.cancel?.(await context(), externalId, one))).toBe('done');
});

it('watches the calendars of hosts, believes its own channels alone, and looks at what has changed', async () => {
  const meetings: Env<'meetings'> = app.env('meetings');
  const base: Env<'base'> = app.env('base');
  const host = (await base.model('base.person').create({ name: 'Ann', email: 'ann@example.org', timeZone: 'Europe/Berlin' })).id;
  const virtualRoom = (await meetings.model('meeting.virtual_room').create({ name: 'Video', provider: 'google-meet' })).id;
  // hosts are looked for among the rooms of last quarter, by the database's clock
  app.clock.set(new Date());
  const start = new Date((Math.ceil(Date.now() / 3_600_000) + 24 * 30) * 3_600_000);
  const common = { subject: 'Talk', host, rooms: [], virtualRoom, timeZone: 'Europe/Berlin', guests: [], bufferBefore: 0, bufferAfter: 0 };
  const { id: event } = await meetings.service('meetings').request({ ...common, start, end: new Date(start.getTime() + 3_600_000), state: 'confirmed' });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 6; turn++) {
      await app.runJobs();
      app.clock.advance(20_000);
    }
  };
  const link = async () => (await meetings.model('meeting.conference').find({ event }))[0];
  const tend = () => tendAccounts.run(meetings as Env<never>, { signal: AbortSignal.timeout(20_000), progress: async () => undefined });
  const calls = (method: string) => fake.service.calls.filter((call) => call.method === method).length;
  await settle();
  const former = await link();
  await tend();
  await tend();
  expect(fake.channels()).toHaveLength(1);
  const [channel] = fake.channels();
  expect(await fake.notify('sync')).toEqual([200]);
  for (const wrong of [{ 'x-goog-channel-token': 'another' }, { 'x-goog-channel-id': 'another' }, { 'x-goog-resource-id': 'another' }])
    expect(await fake.notify('exists', wrong)).toEqual([403]);
  const before = calls('GET');
  for (let times = 0; times < 5; times++) expect(await fake.notify()).toEqual([200]);
  await settle();
  expect([calls('GET') - before, (await link())?.generation]).toEqual([1, 1]);
  fake.lose(former?.externalId ?? '');
  expect(await fake.notify()).toEqual([200]);
  await settle();
  expect(await link()).toMatchObject({ state: 'ready', generation: 2 });
  expect((await link())?.joinUrl).not.toBe(former?.joinUrl);

  app.clock.advance(5.5 * 86_400_000);
  await tend();
  expect(fake.channels().map(({ id }) => id)).toEqual([channel?.id]);
  app.clock.advance(86_400_000);
  await tend();
  const [next] = fake.channels();
  expect([fake.channels().length, next?.id === channel?.id, next?.expires.getTime()]).toEqual([1, false, app.clock.now().getTime() + 7 * 86_400_000]);
  expect(await fake.notify()).toEqual([200]);
  const dump = JSON.stringify(await meetings.model('meeting.account').find({}));
  expect(dump).not.toContain(next?.token);
  app.clock.set(new Date('2027-03-09T09:00:00Z'));
});

it('takes the whole file, pasted or uploaded; a wrong one is refused in one sentence, and the rest of the form stays', async () => {
  const base: Env<'base'> = app.env('base');
  const password = 'a long enough phrase';
  await base.service('base').ensureAdmin({ email: 'root@example.org', password, name: 'Root' });
  const signIn = await fetch(`${app.url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: app.url },
    body: new URLSearchParams({ email: 'root@example.org', password }),
  });
  const cookie = (signIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const send = async (values: Record<string, string>, file?: string) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    body.set('serviceAccount:file', new File(file === undefined ? [] : [`\uFEFF${file}`], 'key.json', { type: 'application/json' }));
    const answer = await fetch(`${app.url}/app/providers/google-meet/new`, { method: 'POST', redirect: 'manual', headers: { origin: app.url, cookie }, body });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') ?? '' };
  };
  const rest = { accountName: 'Second domain', organizer: 'ann@example.org' };
  const broken = JSON.stringify({ ...serviceAccount, private_key: serviceAccount.private_key.replaceAll('\n', '\\n') });
  const refused = await send({ ...rest, serviceAccount: '' }, broken);
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('The private key holds “\\n” as two characters instead of line ends.')]);
  for (const kept of ['Second domain', 'ann@example.org']) expect(refused.text).toContain(`value="${kept}"`);
  expect(refused.text).not.toContain('PRIVATE KEY-----');
  expect((await send({ ...rest, serviceAccount: 'x'.repeat(20_000) })).text).toContain('This is not the JSON file.');
  const uploaded = await send(rest, JSON.stringify(serviceAccount, null, 2));
  expect([uploaded.status, uploaded.location]).toEqual([303, expect.stringMatching(/^\/app\/providers\/google-meet\/\w+/)]);
  expect((await send({ ...rest, serviceAccount: JSON.stringify(serviceAccount) })).status, 'a name is taken once').toBe(422);
  expect((await send({ ...rest, accountName: 'Third domain' })).text, 'without credentials nobody can be asked').toContain('This is needed.');
  expect((await send({ ...rest, accountName: 'Third domain', serviceAccount: JSON.stringify(serviceAccount) })).status).toBe(303);
  const meetings: Env<'meetings'> = app.env('meetings');
  const accounts = await meetings.model('meeting.account').find({ provider: 'google-meet', key: { ne: 'main' } });
  expect(accounts.map(({ values }) => values)).toEqual([{ organizer: 'ann@example.org' }, { organizer: 'ann@example.org' }]);
  for (const { id } of accounts) expect((await testAccount(meetings, 'google-meet', id)).filter(({ ok }) => !ok)).toEqual([]);
  const page = await (await fetch(`${app.url}${uploaded.location}`, { headers: { cookie } })).text();
  expect(page).toContain('type="file"');
  expect(page).not.toContain('PRIVATE KEY-----');
});

it('counts by project and by host, with limits from the settings', async () => {
  expect(provider.quotas?.({ callsPerMinute: 7 })).toMatchObject([
    { per: 'account', window: 'minute', limit: 7 },
    { per: 'host', window: 'minute', limit: 300 },
  ]);
  expect(fake.service.faults).toEqual([]);
});
