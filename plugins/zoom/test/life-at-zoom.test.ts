import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Env, offsetMinutes } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { type ConferenceRequest, type MeetingProvider, ProviderFailure } from '../../meetings/contract.ts';
import { providerContext } from '../../meetings/testing.ts';
import { displayZone } from '../display-zone.ts';
import { orderedPool } from '../hosts-for.ts';
import { changedMeeting, keyIn, newMeeting } from '../meeting-body.ts';
import { provider } from '../provider.ts';
import { instancePath } from '../summary.ts';
import { environmentOf } from './environment-of.ts';
import { allScopes, type FakeZoom, goodAccount, openFakeZoom } from './fake-zoom.ts';

const now = new Date('2027-03-09T09:00:00Z');
let fake: FakeZoom;
let app: TestApp;
let pooled: TestApp;
beforeAll(async () => {
  fake = await openFakeZoom({ now: () => app.clock.now() });
  app = await bootTestApp({ only: ['zoom'], clock: now, environment: environmentOf(fake) });
  // a second process on the same database, with the hosts as a pool
  pooled = await bootTestApp({
    only: ['zoom'],
    clock: app.clock,
    listen: false,
    databaseUrl: app.databaseUrl,
    config: { keys: app.app.runtime.config.keys },
    environment: { ...environmentOf(fake), ATRIUM_ZOOM_HOSTS: '["ann@example.org", "ben@example.org"]' },
  });
});
afterAll(async () => {
  await pooled?.close();
  await app?.close();
  await fake?.close();
});
beforeEach(() => {
  fake.grant(allScopes);
});

let count = 0;
const request = (changed: Partial<ConferenceRequest> = {}): ConferenceRequest => ({
  operationKey: `operation-key-${++count}-${'k'.repeat(20)}`,
  subject: 'Weekly talk',
  description: 'What there is to say',
  start: new Date('2027-03-28T00:30:00Z'),
  end: new Date('2027-03-28T01:30:30Z'),
  timeZone: 'Europe/Berlin',
  host: { id: '01890000-0000-7000-8000-000000000001', email: 'Ann@Example.org', name: 'Ann' },
  options: {},
  ...changed,
});
const context = (of: TestApp = app) => providerContext(of, 'zoom');
const kindOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof ProviderFailure ? error.kind : error),
  );
const operation = <K extends keyof MeetingProvider>(name: K): NonNullable<MeetingProvider[K]> => {
  const found = provider[name];
  if (!found) throw new Error(`no ${name}`);
  return found;
};

it('says times in UTC, whole minutes, and a zone that Zoom knows with the same clock that day', () => {
  expect(newMeeting(request())).toMatchObject({ type: 2, start_time: '2027-03-28T00:30:00Z', timezone: 'Europe/Berlin', duration: 61 });
  expect(newMeeting(request({ end: new Date('2027-04-03T00:00:00Z') }))).toMatchObject({ duration: 1_440 });
  const winter = new Date('2027-01-15T12:00:00Z');
  const summer = new Date('2027-07-15T12:00:00Z');
  for (const zone of ['America/Indiana/Knox', 'Europe/Busingen', 'Asia/Pyongyang'])
    for (const day of [winter, summer]) expect([zone, offsetMinutes(day, displayZone(zone, day))]).toEqual([zone, offsetMinutes(day, zone)]);
  expect(displayZone('Australia/Lord_Howe', summer)).toBe('UTC');
  expect(displayZone('Pacific/Marquesas', winter)).toBe('UTC');
});

it('sends only what has changed, records nothing unless asked, and keeps its reference at the end of any agenda', () => {
  expect(changedMeeting(request(), ['subject'])).toEqual({ topic: 'Weekly talk' });
  expect(Object.keys(changedMeeting(request(), ['time']))).toEqual(['start_time', 'timezone', 'duration']);
  expect(changedMeeting(request(), ['host'])).toEqual({});
  expect(newMeeting(request())).toMatchObject({ settings: { auto_recording: 'none', waiting_room: false, join_before_host: false, mute_upon_entry: true } });
  expect(newMeeting(request({ options: { recording: 'cloud', waitingRoom: true } }))).toMatchObject({
    settings: { auto_recording: 'cloud', waiting_room: true },
  });
  for (const description of ['', 'Short', 'x'.repeat(1_990), '🥞'.repeat(3_000), 'atrium:somebody-elses-key-here']) {
    const one = request({ description });
    const agenda = String(newMeeting(one).agenda);
    expect([agenda.length <= 2_000, agenda.isWellFormed(), keyIn(agenda)]).toEqual([true, true, one.operationKey]);
  }
  expect(keyIn('a meeting of somebody else')).toBeUndefined();
});

it('finds a meeting by its key, also behind a long agenda and on a later page', async () => {
  const long = request({ description: 'long '.repeat(300), start: new Date('2027-05-01T09:00:00Z'), end: new Date('2027-05-01T10:00:00Z') });
  const made = await provider.create(await context(), long);
  expect(await provider.findByKey?.(await context(), long)).toEqual(made);
  expect(await provider.findByKey?.(await context(), request())).toBeUndefined();
  expect(await provider.list?.(await context(), { from: now, to: new Date('2028-01-01'), host: long.host })).toContainEqual({
    externalId: made.externalId,
    operationKey: long.operationKey,
    start: long.start,
  });
});

it('fetches where the host starts at each click, and has no such address or passcode in what it gives back', async () => {
  const made = await provider.create(await context(), request());
  const first = await operation('hostUrl')(await context(), made.externalId, request());
  expect(first).toMatch(/^https:\/\/example\.zoom\.us\/s\//);
  expect(await operation('hostUrl')(await context(), made.externalId, request())).not.toBe(first);
  expect(JSON.stringify(made)).not.toContain('canary');
  fake.lose(made.externalId);
  expect(await kindOf(operation('hostUrl')(await context(), made.externalId, request()))).toBe('gone');
  expect(await provider.look?.(await context(), made.externalId, request())).toBeUndefined();
});

it('reads the summary of the newest instance, whatever its identifier, and tells "not yet" from "not at all"', async () => {
  const { externalId } = await provider.create(await context(), request());
  const summary = async () => operation('summary')(await context(), externalId, request());
  expect(await summary()).toEqual({ state: 'not-ready' });
  fake.held(externalId, 'first+instance==', { content: '# Old' });
  for (const uuid of ['/begins/with', 'holds//two', 'pl+ain/one==']) {
    fake.held(externalId, uuid, { content: `# About ${uuid}` });
    expect(await summary()).toMatchObject({ state: 'ready', markdown: `# About ${uuid}`, version: uuid });
  }
  fake.held(externalId, 'newest==', 'not-ready');
  expect(await summary()).toEqual({ state: 'not-ready' });
  fake.held(externalId, 'newest-of-all==', 'not-enabled');
  expect(await summary()).toEqual({ state: 'not-enabled' });
  fake.grant(allScopes.filter((scope) => !scope.includes('summary')));
  expect(await summary()).toEqual({ state: 'not-enabled' });
  expect(instancePath('/a//b==')).toBe('/meetings/%252Fa%252F%252Fb%253D%253D/meeting_summary');
});

it('is told what the virtual room has chosen, and of a new choice with the next change', async () => {
  const meetings: Env<'meetings'> = app.env('meetings');
  const base: Env<'base'> = app.env('base');
  const host = (await base.model('base.person').create({ name: 'Ann', email: 'ann@example.org', timeZone: 'Europe/Berlin' })).id;
  const chosen = { waitingRoom: true, passcode: false, joinBeforeHost: true, hostVideo: false, participantVideo: true, muteOnEntry: false };
  const virtualRoom = (await meetings.model('meeting.virtual_room').create({ name: 'Video', provider: 'zoom', options: chosen })).id;
  const start = new Date(app.clock.now().getTime() + 48 * 3_600_000);
  const times = (from: Date) => ({ start: from, end: new Date(from.getTime() + 3_600_000) });
  const common = { subject: 'Options', host, rooms: [], virtualRoom, timeZone: 'Europe/Berlin', guests: [], bufferBefore: 0, bufferAfter: 0 };
  const { id, version } = await meetings.service('meetings').request({ ...common, ...times(start), state: 'confirmed' });
  await app.runJobs();
  const there = () => fake.meetings().find(({ topic }) => topic === 'Options')?.settings;
  expect(there()).toEqual({
    auto_recording: 'none',
    waiting_room: true,
    join_before_host: true,
    host_video: false,
    participant_video: true,
    mute_upon_entry: false,
  });
  expect(fake.service.calls.findLast(({ method, path }) => method === 'POST' && path === '/users/{userId}/meetings')?.body).toMatchObject({
    default_password: false,
  });
  await meetings.model('meeting.virtual_room').update(virtualRoom, { options: { ...chosen, recording: 'cloud' } });
  await meetings.service('meetings').reschedule({ id, version, ...times(new Date(start.getTime() + 7_200_000)) });
  await app.runJobs();
  expect(there()).toMatchObject({ auto_recording: 'cloud', waiting_room: true });
});

it('spreads meetings over a pool, passes over who has used up the day, and finds each where it stands', async () => {
  const firsts = new Map<string, number>();
  for (let key = 0; key < 300; key++) {
    const [first = ''] = orderedPool(['a@x.org', 'b@x.org', 'c@x.org'], `key ${key}`);
    firsts.set(first, (firsts.get(first) ?? 0) + 1);
  }
  for (const times of firsts.values()) expect(times).toBeGreaterThan(70);
  const one = request({ host: null });
  const [first = ''] = orderedPool(['ann@example.org', 'ben@example.org'], one.operationKey);
  while (fake.writes(first) < 100) await provider.create(await context(), request({ host: { id: '', email: first, name: '' } }));
  expect(await kindOf(provider.create(await context(), request({ host: { id: '', email: first, name: '' } })))).toBe('quota.long');
  const made = await provider.create(await context(pooled), one);
  expect(fake.meetings().find(({ id }) => String(id) === made.externalId)?.host).not.toBe(first);
  expect(await provider.findByKey?.(await context(pooled), one)).toEqual(made);
  expect(provider.quotas?.({ hosts: ['a@x.org', 'b@x.org'] })).toMatchObject([{ per: 'account', window: 'day', limit: 200 }]);
  expect(provider.quotas?.({})).toMatchObject([{ per: 'host', limit: 100, counts: ['create', 'update'] }]);
  app.clock.advance(24 * 3_600_000);
});

it('asks once for a token, however many want one in two processes; again when it has ended or was taken back', async () => {
  fake.expireTokens();
  app.clock.advance(3_600_000);
  const before = fake.tokens();
  const { account, ...rest } = await context();
  // both with the credentials of one account
  const other = { ...(await context(pooled)), account };
  const looks = Array.from({ length: 50 }, (_, index) => provider.look?.(index % 2 === 0 ? { ...rest, account } : other, '99999999', request()));
  await Promise.all(looks);
  expect(fake.tokens() - before).toBe(1);
  fake.expireTokens();
  await Promise.all(Array.from({ length: 10 }, () => provider.look?.({ ...rest, account }, '99999999', request())));
  expect(fake.tokens() - before).toBe(2);
  app.clock.advance(3_600_000 - 30_000);
  await provider.look?.({ ...rest, account }, '99999999', request());
  expect(fake.tokens() - before).toBe(3);
});

it('tests the connection: scopes by name, hosts, the clock, and what cannot be reached', async () => {
  const failing = async (of: TestApp = app) =>
    (await provider.testConnection(await context(of))).filter(({ ok }) => ok === false).map(({ name, message }) => `${name}: ${message}`);
  expect(await failing(pooled)).toEqual([]);
  fake.grant(allScopes.filter((scope) => !scope.includes('delete')));
  expect(await failing()).toEqual(['scopes: The app lacks scopes: meeting:delete:meeting:admin.']);
  const weights = async () => (await provider.testConnection(await context(pooled))).filter(({ ok }) => ok === false).map(({ name, weight }) => [name, weight]);
  expect(await weights()).toEqual([['scopes', 'blocking']]);
  fake.grant(allScopes.filter((scope) => !scope.includes('summary')));
  expect(await weights(), 'rooms are made without summaries').toEqual([['scopes', 'warning']]);
  fake.grant(['meeting:write:admin', 'meeting:read:admin', 'user:read:admin']);
  expect(await failing()).toEqual([]);
  fake.grant(allScopes);
  fake.service.skew(600);
  expect(await failing()).toEqual([expect.stringContaining('600 seconds behind')]);
  fake.service.skew(0);
  const strange = await provider.testConnection(await context(), { email: 'nobody@example.org' });
  expect((await provider.testConnection(await context())).at(-1), 'without anybody to test as').toMatchObject({ name: 'host', ok: null });
  expect(strange.at(-1)).toMatchObject({ name: 'host', ok: false, weight: 'warning', message: 'nobody@example.org is no active user of this Zoom account.' });
  const wrong = await context();
  const at = async (changed: Record<string, unknown>, signal = wrong.signal) =>
    (await provider.testConnection({ ...wrong, signal, account: { ...wrong.account, values: { ...wrong.account.values, ...changed } } })).filter(
      ({ ok }) => !ok,
    );
  const silences: [Record<string, unknown>, string][] = [
    [{ tokenUrl: 'http://no-such-name.invalid/token' }, 'its name is not known here (DNS)'],
    [{ tokenUrl: `${fake.url.replace('http:', 'https:')}/oauth/token` }, 'its certificate is not trusted (TLS)'],
  ];
  for (const [changed, said] of silences) expect(await at(changed)).toMatchObject([{ why: 'unreachable', message: expect.stringContaining(said) }]);
  fake.service.fault({ kind: 'hang-before', on: 'token' });
  expect(await at({}, AbortSignal.timeout(300))).toMatchObject([{ why: 'unreachable', message: expect.stringContaining('no answer in time') }]);
  expect(await at({ clientSecret: 'another' })).toMatchObject([{ why: 'refused', message: 'Zoom refuses the credentials.' }]);
  const nowhere = await context();
  const values = { ...nowhere.account.values, tokenUrl: 'http://127.0.0.1:1/token' };
  expect(await provider.testConnection({ ...nowhere, account: { ...nowhere.account, values } })).toMatchObject([{ ok: false, why: 'unreachable' }]);
});

it('hears of changes and summaries once, and believes nobody without the signature', async () => {
  const meetings: Env<'meetings'> = app.env('meetings');
  const hook = (init: { headers: Record<string, string>; body: string }): Promise<Response> => fetch(`${app.url}/hooks/zoom/main`, { method: 'POST', ...init });
  const news = () => meetings.model('meeting.provider_news').count({});
  const event = fake.webhook('meeting.deleted', { object: { id: 85_000_000_001, uuid: 'u==' } });
  expect([(await hook(event)).status, await news()]).toEqual([200, 1]);
  expect([(await hook(event)).status, await news()]).toEqual([200, 1]);
  const summary = fake.webhook('meeting.summary_completed', { object: { meeting_id: '85000000001', meeting_uuid: 'u==', summary_content: '# Heard' } });
  expect([(await hook(summary)).status, await news()]).toEqual([200, 2]);
  const refused = [
    fake.webhook('meeting.deleted', { object: { id: 1 } }, { secret: 'another' }),
    fake.webhook('meeting.deleted', { object: { id: 1 } }, { at: new Date(app.clock.now().getTime() - 301_000) }),
    { ...event, body: event.body.replace('85000000001', '85000000002') },
    { ...event, body: JSON.stringify(JSON.parse(event.body), null, 1) },
    { body: event.body, headers: { 'content-type': 'application/json' } },
  ];
  for (const one of refused) expect((await hook(one)).status).toBe(401);
  expect([(await hook(fake.webhook('meeting.started', { object: { id: 5 } }))).status, await news()]).toEqual([200, 2]);
  const challenge = await hook(fake.webhook('endpoint.url_validation', { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' }));
  expect([challenge.status, challenge.headers.get('content-type')]).toEqual([200, expect.stringContaining('application/json')]);
  expect(await challenge.json()).toMatchObject({ plainToken: 'qgg8vlvZRS6UYooatFL8Aw', encryptedToken: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(fake.service.faults).toEqual([]);
  expect(goodAccount.webhookSecret).toMatch(/canary/);
});
