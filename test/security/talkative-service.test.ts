import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { createClock, type Mailbox, openMailbox } from '#core/testing';
import googleMeet from '../../plugins/google-meet/plugin.ts';
import { environmentOf as googleEnvironment } from '../../plugins/google-meet/test/environment-of.ts';
import { openFakeGoogle, serviceAccount } from '../../plugins/google-meet/test/fake-google.ts';
import { fetchSummary } from '../../plugins/meetings/conference/fetch-summary.ts';
import { reconcileConferences } from '../../plugins/meetings/conference/reconcile.ts';
import { tendAccounts } from '../../plugins/meetings/conference/tend-accounts.ts';
import { testAccount } from '../../plugins/meetings/conference/test-account.ts';
import teams from '../../plugins/teams/plugin.ts';
import { environmentOf as teamsEnvironment } from '../../plugins/teams/test/environment-of.ts';
import { openFakeGraph } from '../../plugins/teams/test/fake-graph.ts';
import zoom from '../../plugins/zoom/plugin.ts';
import { environmentOf as zoomEnvironment } from '../../plugins/zoom/test/environment-of.ts';
import { openFakeZoom, otherAccount } from '../../plugins/zoom/test/fake-zoom.ts';
import { getPage, postForm } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

const HOUR_MS = 3_600_000;
const clock = createClock('2027-03-01T07:30:00Z');
const keys = ['zoom', 'google-meet', 'teams'] as const;
type Key = (typeof keys)[number];
const everyFault = ['server-error', 'bad-request', 'html', 'truncated', 'rate-limited', 'reset-after', 'forbidden'] as const;
/** The words that fakes put into whatever is nobody's business, and a piece of a private key. */
const forbidden = new RegExp(`canary|${serviceAccount.private_key.split('\n')[2]?.slice(0, 24).replaceAll(/[+/]/g, '\\$&')}`);

let mailbox: Mailbox;
let workspace: Workspace;
let env: Env<'meetings'>;
let cookie = '';
let fakes: Record<Key, Awaited<ReturnType<typeof openFakeZoom | typeof openFakeGoogle | typeof openFakeGraph>>>;
const logs: string[] = [];
const meetings: string[] = [];

beforeAll(async () => {
  mailbox = await openMailbox();
  const zoomFake = await openFakeZoom({ now: clock.now });
  fakes = { zoom: zoomFake, 'google-meet': await openFakeGoogle({ now: clock.now }), teams: await openFakeGraph({ now: clock.now }) };
  workspace = await openWorkspace({
    clock,
    plugins: [zoom, googleMeet, teams],
    log: (line) => logs.push(line),
    environment: {
      ...zoomEnvironment(fakes.zoom),
      ...googleEnvironment(fakes['google-meet']),
      ...teamsEnvironment(fakes.teams),
      ATRIUM_MAIL_SMTP_URL: mailbox.url,
      ATRIUM_MEETINGS_SUMMARIES: 'attendees',
    },
  });
  env = workspace.meetings;
  ({ cookie } = await workspace.signIn('Root', 'root@example.org', 'base.admin'));
  // an account whose secret somebody has entered
  const { apiUrl, tokenUrl } = { apiUrl: `${fakes.zoom.url}/v2`, tokenUrl: `${fakes.zoom.url}/oauth/token` };
  const saved = await postForm(
    `${workspace.app.url}/app/providers/zoom/new`,
    { accountName: 'Second', ...otherAccount, apiUrl, tokenUrl, webhookSecret: 'canary-of-webhooks' },
    { cookie },
  );
  expect(saved.status).toBe(303);
  for (const key of keys) await live(key);
  zoomFake.expireTokens();
}, 120_000);
afterAll(async () => {
  await workspace?.close();
  for (const fake of Object.values(fakes ?? {})) await fake.close();
  await mailbox?.close();
});

async function settle(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await workspace.app.runJobs();
    clock.advance(20_000);
  }
}

/** The life of meetings at a service that answers wrongly in every way, with news, tests of the account and clicks on the host's link. */
async function live(key: Key): Promise<void> {
  const { service } = fakes[key];
  const virtualRoom = (await env.model('meeting.virtual_room').create({ name: key, provider: key, licences: 50 })).id;
  const faults = key === 'zoom' ? everyFault : (['server-error', 'bad-request', 'forbidden'] as const);
  for (const [index, kind] of [undefined, ...faults].entries()) {
    const start = new Date(clock.now().getTime() + (24 * (1 + index) + keys.indexOf(key) * 2) * HOUR_MS);
    const guest = { name: 'Gus', email: 'gus@example.net', timeZone: 'Asia/Tokyo', language: 'en' };
    const common = { subject: `Talk ${index}`, host: workspace.host, rooms: [], virtualRoom, guests: [guest], bufferBefore: 0, bufferAfter: 0 };
    if (kind) service.fault({ kind, on: 'write' });
    const made = await env
      .service('meetings')
      .request({ ...common, start, end: new Date(start.getTime() + HOUR_MS), timeZone: 'Europe/Berlin', state: 'confirmed' });
    meetings.push(made.id);
    await settle();
    if (kind === 'forbidden') service.fault({ kind: 'forbidden', on: 'any', times: 3 });
    if (kind === 'forbidden' || kind === 'server-error') await testAccount(env, key, null);
    service.heal();
    await testAccount(env, key, null);
    await settle(2);
    await getPage(`${workspace.app.url}/app/meetings/${made.id}/host-link`, { cookie });
    if (kind === 'server-error') {
      service.fault({ kind: 'bad-request', on: 'write' });
      await env.service('meetings').cancel(made);
      await settle();
    }
    await env.enqueue(fetchSummary, { meeting: made.id }, {});
  }
  const running = { signal: AbortSignal.timeout(60_000), progress: async () => undefined };
  await tendAccounts.run(env as Env<never>, running);
  await reconcileConferences.run(env as Env<never>, running);
  await settle(4);
}

const expectNothing = (where: string, text: string): void => expect([where, forbidden.exec(text)?.[0]]).toEqual([where, undefined]);
const page = async (path: string): Promise<{ status: number; text: string }> => {
  const { status, text } = await getPage(`${workspace.app.url}${path}`, { cookie });
  expectNothing(path, text);
  return { status, text };
};

it('there was something to tell', async () => {
  expect(await env.model('meeting.conference').count({ state: 'ready' })).toBeGreaterThan(6);
  const failures = new Set((await env.model('meeting.provider_call').find({})).map(({ failure }) => failure));
  for (const kind of ['', 'auth.permanent', 'permanent', 'quota.short', 'unknown-outcome', 'transient']) expect([...failures]).toContain(kind);
  const said = Object.values(fakes).flatMap(({ service }) => service.calls.map(({ headers, text }) => `${headers.get('authorization')} ${text}`));
  expect(said.filter((text) => text.includes('canary')).length).toBeGreaterThan(50);
});

it('no page of a meeting, a service, the settings, the audit log or the technical view says a credential, a token or what a service has said', async () => {
  const links = await env.model('meeting.conference').find({});
  const accounts = await env.model('meeting.account').find({});
  const paths = [
    '/app/providers',
    ...keys.flatMap((key) => [`/app/providers/${key}/main`, `/app/settings/${key}`]),
    ...accounts.map(({ provider, key }) => `/app/providers/${provider}/${key}`),
    ...meetings.flatMap((id) => [`/app/meeting.event/${id}`, `/m/${id}/join`]),
    ...links.slice(0, 6).map(({ id }) => `/app/meeting.conference/${id}/technical`),
    ...accounts.map(({ id }) => `/app/meeting.account/${id}/technical`),
    '/app/audit',
    '/app/check',
    '/app/actions',
    '/app/technical/meeting.account',
  ];
  const statuses = new Map<string, number>();
  for (const path of paths) statuses.set(path, (await page(path)).status);
  for (const path of ['/app/providers', '/app/providers/zoom/main', '/app/settings/zoom', `/app/meeting.event/${meetings[1]}`, '/app/audit'])
    expect([path, statuses.get(path)]).toEqual([path, 200]);
  expect((await page(`/app/meeting.event/${meetings[1]}`)).text).toContain('Calls to the video service');
});

it('no export and no answer of the API does', async () => {
  const models = env.catalog.models().filter((name) => /^(?:meeting|mail|base|core|ics|thread)\./.test(name));
  let files = 0;
  for (const model of models) {
    await page(`/api/v1/${model}?limit=100`);
    for (const format of ['csv', 'xlsx'] as const) {
      if (!/^meeting\.(?:event|conference|account|virtual_room|provider_call|summary)$|^mail\./.test(model)) continue;
      const answer = await fetch(`${workspace.app.url}/app/${model}/export?format=${format}&what=all`, { headers: { cookie } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      expectNothing(`${model}.${format}`, bytes.toString('utf8'));
      if (answer.status !== 200) continue;
      files += 1;
      if (format === 'xlsx') expectNothing(`${model}.xlsx`, JSON.stringify(await readSheet(bytes)));
    }
  }
  expect(files).toBeGreaterThan(3);
});

it('no mail does, however it is packed', async () => {
  expect(mailbox.messages().length).toBeGreaterThan(20);
  for (const { raw, mail } of mailbox.messages()) {
    const files = mail.attachments.map(({ content }) => (typeof content === 'string' ? content : new TextDecoder().decode(content)));
    expectNothing('mail', [raw, mail.subject, mail.text, mail.html, ...files].join('\n'));
  }
});

it('no line of the log does', () => {
  expect(logs.length).toBeGreaterThan(20);
  expectNothing('log', logs.join('\n'));
});

it('no row of any table does, as text or as bytes', async () => {
  const tables = await workspace.rows<{ name: string }>(
    "SELECT quote_ident(nspname) || '.' || quote_ident(relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema')",
  );
  expect(tables.length).toBeGreaterThan(50);
  for (const { name } of tables) {
    const rows = await workspace.rows<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    const text = rows.map((row) => row.text).join('\n');
    expectNothing(name, text);
    for (const [hex] of text.matchAll(/\\x[0-9a-f]{8,}/g)) expectNothing(`${name}, bytes`, Buffer.from(hex.slice(2), 'hex').toString('latin1'));
  }
});
