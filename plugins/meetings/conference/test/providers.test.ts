import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { type MeetingProvider, ProviderFailure, type SummaryAnswer } from '../../contract.ts';
import { openMeetings, type TestMeetings } from '../../test/open-meetings.ts';
import { accountHealth } from '../account-health.ts';
import { collectSummaries } from '../fetch-summary.ts';
import { joinAddress, joinAddressOf } from '../join-address.ts';
import { refusedCall } from '../refused-call.ts';
import { renderSummary } from '../render-summary.ts';
import { retryLink } from '../retry-link.ts';
import { readChecks } from '../stored-checks.ts';
import { testAccount } from '../test-account.ts';
import { shakyVideo } from './shaky-video.ts';

let refused: 'no' | 'blocking' | 'warning' = 'no';
let testedAs: string | undefined;
let summary: SummaryAnswer = { state: 'not-ready' };
const HOUR_MS = 3_600_000;

const more: Partial<MeetingProvider> = {
  testConnection: async ({ env: own }, host) => {
    testedAs = host?.email;
    if (refused === 'no') return [{ name: 'token', ok: true, message: own.t('Everything is in order.') }];
    return [{ name: 'token', ok: false, message: own.t('Enter a date.'), fix: 'Enter new ones.', why: 'refused', weight: refused }];
  },
  hostUrl: async (_, id) => `https://video.example/host/${id}?secret=canary-host`,
  summary: async () => summary,
  quotas: () => [{ name: 'daily', title: 'Limit', per: 'host', window: 'day', limit: 3, counts: ['create', 'update'] }],
  handleWebhook: async (_, { method, headers, query, bytes }) => {
    if (method === 'GET') return { status: 200, body: query.get('challenge') ?? '', items: [] };
    if (headers.get('x-signature') !== 'good') return { status: 401, items: [] };
    const [key = '', externalId = ''] = Buffer.from(bytes).toString('utf8').split(' ');
    return { status: 202, items: [{ key, externalId, kind: 'changed' }] };
  },
};
const shaky = shakyVideo('shaky', more);
const create: MeetingProvider['create'] | undefined = shaky.plugin.provides?.[0]?.implementation as never;
let meetings: TestMeetings;
let env: Env<'meetings'>;
let ann = '';
let ben = '';
let video = '';
let day = 0;
let benMail = '';

beforeAll(async () => {
  expect(create).toBeDefined();
  meetings = await openMeetings([shaky.plugin], ['jitsi']);
  env = meetings.env;
  ann = await meetings.person('Ann');
  ben = await meetings.person('Ben');
  benMail = (await (meetings.app.env('base') as Env<'base'>).model('base.person').get(ben)).email;
  video = (await env.model('meeting.virtual_room').create({ name: 'Video', provider: 'shaky', licences: 50 })).id;
});
afterAll(() => meetings.close());

async function confirmed(room = video, host = ann) {
  day += 1;
  const start = new Date(env.now().getTime() + day * 24 * HOUR_MS);
  const times = { start, end: new Date(start.getTime() + HOUR_MS), timeZone: 'UTC' };
  const made = await env
    .service('meetings')
    .request({ subject: 'Talk', host, rooms: [], virtualRoom: room, ...times, guests: [], bufferBefore: 0, bufferAfter: 0, state: 'confirmed' });
  return { ...made, ...times };
}
const link = async (event: string) => (await env.model('meeting.conference').find({ event }))[0];
async function settle(hours = 0) {
  for (let turn = 0; turn < 4; turn += 1) {
    await meetings.app.runJobs();
    meetings.app.clock.advance(hours > 0 ? (hours * HOUR_MS) / 4 : 10_000);
  }
  await meetings.app.runJobs();
}
const get = (path: string, init: RequestInit = {}) => fetch(path.startsWith('http') ? path : `${meetings.app.url}${path}`, { redirect: 'manual', ...init });

it('counts calls by host and day, and makes none beyond the limit until the day is over', async () => {
  const made = [await confirmed(), await confirmed(), await confirmed(), await confirmed()];
  await settle();
  expect((await Promise.all(made.map(({ id }) => link(id)))).map((one) => one?.state)).toEqual(['ready', 'ready', 'ready', 'queued']);
  expect(await link(made[3]?.id ?? '')).toMatchObject({ failure: 'quota.long', problem: 'The provider did not make the link yet.' });
  expect((await env.model('meeting.provider_use').find({ quota: 'daily' })).map(({ count }) => count)).toEqual([3]);
  await settle(24);
  expect((await link(made[3]?.id ?? ''))?.state).toBe('ready');
});

it('parks an account whose credentials are refused, asks nobody meanwhile, and goes on when a test passes', async () => {
  refused = 'blocking';
  const keeper = await meetings.person('Kim');
  const base: Env<'base'> = meetings.app.env('base');
  await base.model('base.membership').create({ person: keeper, group: 'meetings.manager' });
  const told = async () =>
    (await (meetings.app.env('activities') as Env<'activities'>).model('activity.activity').find({ person: keeper })).map(({ summary: said }) => said);
  shaky.troubles.length = 0;
  const down = shaky.calls['create'] ?? 0;
  const original = env.implementations('meeting.provider').get('shaky');
  if (!original) throw new Error('there is no provider');
  const { create: works } = original;
  original.create = async () => {
    throw new ProviderFailure('auth.permanent', 'canary-vendor-text');
  };
  const { id } = await confirmed(video, ben);
  await settle();
  original.create = works;
  expect(await link(id)).toMatchObject({ state: 'queued', waiting: true, failure: 'auth.permanent' });
  const second = await confirmed(video, ben);
  await settle();
  expect(shaky.calls['create']).toBe(down);
  expect(await testAccount(env, 'shaky', null)).toHaveLength(1);
  await settle();
  expect((await link(second.id))?.waiting).toBe(true);
  expect(testedAs, 'whose room waits').toBe(benMail);
  expect(await told()).toEqual(['The service refuses the credentials of Shaky video; links wait']);
  const [row] = await env.model('meeting.account').find({ provider: 'shaky' });
  const german = env.withPreferences({ language: 'de' });
  expect(readChecks(german, row?.checks ?? [])).toMatchObject([{ message: german.t('Enter a date.'), fix: 'Enter new ones.' }]);
  expect(await refusedCall(env, 'shaky', 'main')).toMatchObject({ operation: 'create', host: benMail, generation: 1 });
  expect((await accountHealth(env)).map(({ message }) => message)).toEqual(['The service refuses the credentials of Shaky video; links wait']);
  refused = 'warning';
  await testAccount(env, 'shaky', null);
  expect(await told()).toEqual([]);
  await settle();
  expect([(await link(id))?.state, (await link(second.id))?.state]).toEqual(['ready', 'ready']);
  expect(await accountHealth(env)).toEqual([]);
  refused = 'no';
  await env.model('meeting.account').update({ provider: 'shaky' }, { expiresOn: '2027-01-01' });
  expect((await accountHealth(env)).map(({ message }) => message)).toEqual(['The credentials of Shaky video ended on Friday, January 1, 2027']);
  await env.model('meeting.account').update({ provider: 'shaky' }, { expiresOn: null });
});

it('another provider stands in where the virtual room says so', async () => {
  const room = (await env.model('meeting.virtual_room').create({ name: 'Two ways', provider: 'shaky', fallback: 'jitsi', licences: 5 })).id;
  shaky.troubles.push('down', 'down', 'down');
  const { id } = await confirmed(room);
  await settle(1);
  expect(await link(id)).toMatchObject({ state: 'ready', provider: 'jitsi', insteadOf: 'shaky' });
});

it('removes the room at the old provider when the virtual room is another, or none', async () => {
  const before = shaky.rooms.size;
  const meeting = await confirmed(video, ben);
  await settle(24);
  expect(shaky.rooms.size).toBe(before + 1);
  const other = (await env.model('meeting.virtual_room').create({ name: 'Jitsi', provider: 'jitsi', licences: 5 })).id;
  const plan = {
    subject: 'Talk',
    description: null,
    host: ben,
    rooms: [],
    virtualRoom: other,
    start: meeting.start,
    end: meeting.end,
    timeZone: 'UTC',
    people: [],
    guests: [],
  };
  const revise = (virtualRoom: string | null, version: number) =>
    meetings
      .as(ben)
      .service('meetings')
      .revise({ ...plan, virtualRoom, id: meeting.id, version });
  const { version } = await revise(other, meeting.version);
  await settle(1);
  expect(await link(meeting.id)).toMatchObject({ provider: 'jitsi', state: 'ready' });
  expect(shaky.rooms.size).toBe(before);
  const back = await revise(video, version);
  await settle(24);
  expect([(await link(meeting.id))?.provider, shaky.rooms.size]).toEqual(['shaky', before + 1]);
  await revise(null, back.version);
  await settle(1);
  expect([(await link(meeting.id))?.state, shaky.rooms.size]).toEqual(['cancelled', before]);
});

it('makes the new room before the old one goes, and says both on the time line', async () => {
  const meeting = await confirmed(video, ben);
  await settle(24);
  const old = (await link(meeting.id))?.externalId ?? '';
  shaky.troubles.push('down');
  const event = await env.model('meeting.event').get(meeting.id);
  await env.service('meetings').renewLink({ id: meeting.id, version: event.version });
  await meetings.app.runJobs();
  expect([(await link(meeting.id))?.state, shaky.rooms.has(old)], 'while there is no other').toEqual(['queued', true]);
  await settle(1);
  expect([(await link(meeting.id))?.state, shaky.rooms.has(old), (await link(meeting.id))?.former]).toEqual(['ready', false, null]);
  const [removal] = await env.model('meeting.provider_call').find({ event: meeting.id, operation: 'cancel' });
  expect(removal).toMatchObject({ generation: 1, failure: '', host: benMail });
  shaky.troubles.push('down');
  const { version } = await env.model('meeting.event').get(meeting.id);
  await env.service('meetings').renewLink({ id: meeting.id, version });
  await meetings.app.runJobs();
  await env.service('meetings').cancel({ id: meeting.id, version: version + 1 });
  await settle(1);
  expect((await link(meeting.id))?.state).toBe('cancelled');
  expect([...shaky.rooms.values()].filter(({ start }) => start.getTime() === meeting.start.getTime())).toEqual([]);
});

it('forgets the job that gave up when the link is tried again', async () => {
  const original = env.implementations('meeting.provider').get('shaky');
  if (!original) throw new Error('there is no provider');
  const { create: works } = original;
  original.create = async () => {
    throw new ProviderFailure('permanent', 'canary-vendor-text');
  };
  const { id } = await confirmed(video, ann);
  await settle();
  original.create = works;
  const dead = async () => (await meetings.app.app.runtime.database.query("SELECT 1 FROM core_job WHERE state = 'dead'")).rowCount;
  expect([(await link(id))?.problem, await dead()]).toEqual(['The provider did not make the link.', 1]);
  expect(await retryLink(env, id)).toBe(true);
  await settle(24);
  expect([(await link(id))?.state, await dead()]).toEqual(['ready', 0]);
});

it('leads to the conference by a stable address, and explains itself before, after and without', async () => {
  const meeting = await confirmed(video, ben);
  await settle(24);
  const address = joinAddress(env, meeting.id);
  const early = await get(address);
  expect([early.status, await early.text()]).toEqual([200, expect.stringContaining('You are early.')]);
  meetings.app.clock.advance(meeting.start.getTime() - env.now().getTime() - 60_000);
  const [attendee] = await env.model('meeting.attendee').find({ event: meeting.id });
  for (const way of [address, joinAddressOf(env, attendee?.id ?? '')]) {
    const open = await get(way);
    expect([open.status, open.headers.get('location'), open.headers.get('cache-control')]).toEqual([
      302,
      expect.stringMatching(/^https:\/\/video\.example\/shaky-/),
      'no-store',
    ]);
  }
  expect((await get(`${address.slice(0, -6)}x/join`)).status).toBe(404);
  expect([401, 303]).toContain((await get(`/m/${meeting.id}/join`)).status);
  await env.service('meetings').cancel({ id: meeting.id, version: meeting.version });
  expect(await (await get(address)).text()).toContain('It was cancelled.');
});

it('believes signed news, takes each once, and answers challenges', async () => {
  const meeting = await confirmed(video, ben);
  await settle(24);
  const { externalId } = (await link(meeting.id)) ?? {};
  const tell = (body: string, signature = 'good') =>
    get('/hooks/shaky/main', { method: 'POST', body, headers: { 'x-signature': signature, 'content-type': 'text/plain' } });
  expect((await tell(`k1 ${externalId}`, 'wrong')).status).toBe(401);
  expect((await get('/hooks/shaky/main?challenge=%3Cb%3Eabc')).headers.get('x-content-type-options')).toBe('nosniff');
  expect((await get('/hooks/nobody/main', { method: 'POST' })).status).toBe(404);
  expect((await get('/hooks/shaky/other', { method: 'POST' })).status).toBe(404);
  shaky.rooms.delete(externalId ?? '');
  const burst = await Promise.all(Array.from({ length: 40 }, (_, index) => tell(`k${index % 4} ${externalId}`)));
  expect(burst.map(({ status }) => status)).toEqual(burst.map(() => 202));
  expect(await env.model('meeting.provider_news').count({})).toBe(4);
  await settle(24);
  expect(await link(meeting.id)).toMatchObject({ state: 'ready', generation: 2 });
  expect(await env.model('meeting.provider_news').count({ doneAt: null })).toBe(0);
});

it('collects the summary after the meeting, shows it to whom the setting says, and cleans it', async () => {
  const meeting = await confirmed(video, ben);
  await settle(24);
  meetings.app.clock.advance(meeting.end.getTime() - env.now().getTime() + 6 * 60_000);
  const collect = async () => {
    await collectSummaries.run(env as Env<never>, { signal: AbortSignal.timeout(5_000), progress: async () => undefined });
    await settle();
    return env.model('meeting.summary').find({ event: meeting.id });
  };
  expect(await collect()).toEqual([]);
  summary = {
    state: 'ready',
    version: 'v1',
    markdown: '# Hi <script>alert(1)</script> [x](javascript:alert(1)) ![y](https://evil.example/pixel)',
    writtenAt: env.now(),
  };
  expect(await collect(), 'asked again after a quarter of an hour').toEqual([]);
  meetings.app.clock.advance(10 * 60_000);
  const [stored] = await collect();
  expect(stored).toMatchObject({ version: 'v1', shared: false });
  const html = await renderSummary(stored?.markdown ?? '');
  expect(html).toContain('<h3>');
  expect(html).not.toMatch(/<script|<img|href="(javascript|")/i);
  expect(await meetings.as(ann).model('meeting.summary').count({})).toBe(0);
  expect(await meetings.as(ben).model('meeting.summary').count({})).toBe(1);
});

it('keeps no address of a host, no secret and nothing of what a service has said', async () => {
  const { database } = meetings.app.app.runtime;
  const { rows: tables } = await database.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
  );
  for (const { name } of tables) {
    const { rows } = await database.query<{ text: string }>(`SELECT t::text AS text FROM "${name}" t WHERE t::text LIKE '%canary%' LIMIT 1`);
    expect(rows, name).toEqual([]);
  }
});
