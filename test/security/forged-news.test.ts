import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, createClock, type TestApp } from '#core/testing';
import { providerContext } from '../../plugins/meetings/testing.ts';
import { provider } from '../../plugins/zoom/provider.ts';
import { environmentOf } from '../../plugins/zoom/test/environment-of.ts';
import { type FakeZoom, openFakeZoom } from '../../plugins/zoom/test/fake-zoom.ts';

const HOUR_MS = 3_600_000;
const SUMMARIES = process.env['ATRIUM_TEST_LONG'] ? 400 : 40;
const clock = createClock('2027-03-09T09:00:00Z');
let fake: FakeZoom;
let one: TestApp;
let other: TestApp;
let env: Env<'meetings'>;
let room = '';
let meeting = '';

beforeAll(async () => {
  fake = await openFakeZoom({ now: clock.now });
  const options = { only: ['zoom'], environment: environmentOf(fake), config: { keys: [randomBytes(32)] } };
  one = await bootTestApp({ ...options, clock });
  // the second process's clock is three minutes slow
  const slow = { ...clock, now: () => new Date(clock.now().getTime() - 180_000) };
  other = await bootTestApp({ ...options, clock: slow, databaseUrl: one.databaseUrl });
  env = one.env('meetings');
  const base: Env<'base'> = one.env('base');
  const host = (await base.model('base.person').create({ name: 'Ann', email: 'ann@example.org', timeZone: 'UTC' })).id;
  const virtualRoom = (await env.model('meeting.virtual_room').create({ name: 'Zoom', provider: 'zoom' })).id;
  const start = new Date('2027-03-10T09:00:00Z');
  const times = { start, end: new Date(start.getTime() + HOUR_MS), timeZone: 'UTC' };
  const common = { subject: 'Talk', host, rooms: [], virtualRoom, guests: [], bufferBefore: 0, bufferAfter: 0 };
  meeting = (await env.service('meetings').request({ ...common, ...times, state: 'confirmed' })).id;
});
afterAll(async () => {
  await other?.close();
  await one?.close();
  await fake?.close();
});

type Call = { headers: Record<string, string>; body: string };
const hook = async (app: TestApp, { headers, body }: Call, path = '/hooks/zoom/main'): Promise<number> =>
  (await fetch(`${app.url}${path}`, { method: 'POST', headers, body })).status;
const news = () => env.model('meeting.provider_news').count({});
const genuine = (): Call => fake.webhook('meeting.deleted', { object: { id: 85_000_000_001, uuid: 'of-this-meeting==' } });

/** By what is wrong with them: calls that nobody believes. */
const attacks: Record<string, (call: Call) => Call> = {
  'signed with another secret': () => fake.webhook('meeting.deleted', { object: { id: 1 } }, { secret: 'guessed' }),
  'signed with an empty secret': () => fake.webhook('meeting.deleted', { object: { id: 1 } }, { secret: '' }),
  'without a signature': ({ body, headers: { 'x-zm-signature': _, ...headers } }) => ({ body, headers }),
  'without a time': ({ body, headers: { 'x-zm-request-timestamp': _, ...headers } }) => ({ body, headers }),
  'with a signature that is cut off': ({ body, headers }) => ({
    body,
    headers: { ...headers, 'x-zm-signature': (headers['x-zm-signature'] ?? '').slice(0, -1) },
  }),
  'with two signatures': ({ body, headers }) => ({ body, headers: { ...headers, 'x-zm-signature': `${headers['x-zm-signature']}, v0=00` } }),
  'overheard and sent again later': () => fake.webhook('meeting.deleted', { object: { id: 1 } }, { at: new Date(clock.now().getTime() - 601_000) }),
  'from the future': () => fake.webhook('meeting.deleted', { object: { id: 1 } }, { at: new Date(clock.now().getTime() + 601_000) }),
  'overheard, with a new time': ({ body, headers }) => ({
    body,
    headers: { ...headers, 'x-zm-request-timestamp': String(Math.floor(clock.now().getTime() / 1_000) + 1) },
  }),
  'read and written again': ({ body, headers }) => ({ headers, body: JSON.stringify(JSON.parse(body), null, 1) }),
  'with members in another order': ({ body, headers }) => ({
    headers,
    body: JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body) as Record<string, unknown>).reverse())),
  }),
  'about another meeting': ({ body, headers }) => ({ headers, body: body.replace('85000000001', '85000000002') }),
  'with a byte more': ({ body, headers }) => ({ headers, body: `${body} ` }),
  'with the signature of another call': ({ body }) => ({ body, headers: fake.webhook('meeting.updated', { object: { id: 1 } }).headers }),
};

for (const [attack, altered] of Object.entries(attacks))
  it(`refuses news ${attack}`, async () => {
    const before = await news();
    for (const app of [one, other]) expect(await hook(app, altered(genuine()))).toBe(401);
    expect(await news()).toBe(before);
  });

it('knows no account that is not there, and says nothing about those that are', async () => {
  expect(await hook(one, genuine(), '/hooks/zoom/of-somebody')).toBe(404);
  expect(await hook(one, genuine(), '/hooks/nobody/main')).toBe(404);
});

it('news that is sent again within the five minutes, also signed anew, is taken once', async () => {
  const before = await news();
  const call = genuine();
  for (const app of [one, other, one]) expect(await hook(app, call)).toBe(200);
  expect(await news()).toBe(before + 1);
  // work that it causes is done before the next test counts
  await one.runJobs();
});

it('a burst is accepted by two processes while nothing works on it, and each piece is worked on once', async () => {
  await one.runJobs();
  const [link] = await env.model('meeting.conference').find({ event: meeting });
  expect(link?.state).toBe('ready');
  const calls = Array.from({ length: SUMMARIES }, (_, index) =>
    fake.webhook('meeting.summary_completed', {
      object: { meeting_id: link?.externalId, meeting_uuid: `instance-${index}==`, summary_content: `# Summary ${index}` },
    }),
  );
  // three times each, as services do that did not hear the answer
  const sent = [...calls, ...calls, ...calls].map((call, index) => hook(index % 2 ? one : other, call));
  expect(new Set(await Promise.all(sent))).toEqual(new Set([200]));
  const summaries = env.model('meeting.provider_news');
  expect(await summaries.count({ kind: 'summary' })).toBe(SUMMARIES);
  do await Promise.all([one.runJobs(), other.runJobs()]);
  while ((await one.app.runtime.database.query("SELECT 1 FROM core_job WHERE state = 'running'")).rowCount > 0);
  expect(await summaries.count({ kind: 'summary', doneAt: null })).toBe(0);
  expect(await env.model('meeting.summary').count({ event: meeting })).toBe(SUMMARIES);
});

const looks = (app: TestApp, times: number): Promise<unknown>[] =>
  Array.from({ length: times }, async () => {
    if (!room) room = (await env.model('meeting.conference').find({ event: meeting }))[0]?.externalId ?? '';
    return provider.look?.(await providerContext(app, 'zoom'), room, {
      operationKey: 'x'.repeat(27),
      subject: 'Talk',
      description: '',
      start: new Date('2027-03-10T09:00:00Z'),
      end: new Date('2027-03-10T10:00:00Z'),
      timeZone: 'UTC',
      host: { id: '01890000-0000-7000-8000-000000000001', email: 'ann@example.org', name: 'Ann' },
      options: {},
    });
  });
const asked = async (work: () => Promise<unknown>): Promise<number> => {
  const before = fake.tokens();
  await work();
  return fake.tokens() - before;
};

it('fifty calls at once in two processes ask for one token, one that ends soon is replaced once, and one that was revoked once', async () => {
  const fifty = () => Promise.all([...looks(one, 25), ...looks(other, 25)]);
  expect(await asked(fifty), 'there is one').toBe(0);
  clock.advance(HOUR_MS - 59_000);
  // to the process whose clock is slow it seems good yet
  expect(await asked(fifty), 'it ends within a minute').toBe(1);
  expect(await asked(fifty)).toBe(0);
  fake.expireTokens();
  expect(await asked(fifty), 'revoked').toBe(1);
});

it('a process whose clock is slow is refused with a token that has ended, and gets over it', async () => {
  clock.advance(HOUR_MS + 60_000);
  expect(await asked(() => Promise.all(looks(other, 20)))).toBe(1);
  expect(await asked(() => Promise.all(looks(one, 20)))).toBe(0);
  expect(fake.service.faults).toEqual([]);
});
