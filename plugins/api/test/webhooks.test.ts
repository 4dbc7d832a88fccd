import { createHmac } from 'node:crypto';
import { hostname } from 'node:os';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { waitFor } from '#core/testing';
import { deliverMessage } from '../deliver-message.ts';
import { rotateSecret, saveWebhook, sendTest } from '../save-webhook.ts';
import { type Subscription, webhookForm } from '../webhook-form.ts';
import { type Asker, type Library, openLibrary } from './open-library.ts';
import { openReceiver, type Receiver } from './open-receiver.ts';

let library: Library;
let receiver: Receiver;
let admin: Asker;
let ann: Asker;
let own: Env<'api'>;

beforeAll(async () => {
  library = await openLibrary({ environment: { ATRIUM_API_WEBHOOK_FAILURES: '2' } });
  own = library.app.env('api');
  [admin, ann] = [await library.asker('admin@example.org', { admin: true }), await library.asker('ann@example.org')];
});
// One host each: five refusals in a row and the way to a host is closed for a while.
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver?.close());
afterAll(() => library?.close());

const as = async (asker: Asker, lib: Library = library): Promise<Env<'api'>> => {
  const found = await lib.app.env('api').service('base').personPrincipal({ person: asker.person });
  if (!found) throw new Error('nobody');
  return lib.app.envAs('api', found.principal);
};
const form = (values: object = {}) => ({ name: 'hook', url: `${receiver.url}/hook`, active: 'true', headers: '', ...values });
const all: Subscription[] = [{ model: 'lib.book', on: ['created', 'updated', 'deleted'] }];
const read = (values: object = {}) => webhookForm.parse(form(values));
const make = async (asker: Asker, values: object = {}, subscriptions = all) => saveWebhook(await as(asker), undefined, read(values), subscriptions);
const remove = async (id: string) => {
  const { deleteWebhook } = await import('../save-webhook.ts');
  await deleteWebhook(await as(admin), id);
  receiver.received.length = 0;
  receiver.answer(204);
};
const sign = (secret: string, { headers, body }: Receiver['received'][number]): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
    .digest('base64')}`;
const messages = (): { type: string; data: Record<string, unknown> }[] =>
  receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> });
const deliveries = (webhook: string) => own.model('api.delivery').find({ webhook }, { order: ['createdAt', 'event'] });

describe('webhooks', () => {
  it('of other models cost a write nothing', async () => {
    const write = () => library.records('lib.author').create({ name: 'Free' });
    await write();
    const before = await library.statements(write);
    const { id } = await make(admin);
    // the news that settings have changed comes by notification, and empties the memory once more
    await waitFor('the former number of statements', async () => (await library.statements(write)) === before);
    await remove(id);
  });

  it('tell of what is made, changed and deleted, signed after Standard Webhooks', async () => {
    const { id, secret = '' } = await make(admin, { headers: 'X-Shared: abc' });
    const made = await admin.ask('POST', '/api/v1/lib.book', { title: 'Emma', owner: admin.person });
    const path = made.headers.get('location') ?? '';
    await library.app.runJobs();
    await admin.ask('PATCH', path, { pages: 3 });
    await library.app.runJobs();
    await admin.ask('DELETE', path);
    await library.app.runJobs();
    const record = path.slice(path.lastIndexOf('/') + 1);
    expect(messages()).toEqual(
      ['created', 'updated', 'deleted'].map((operation) => ({
        type: `lib.book.${operation}`,
        timestamp: expect.any(String),
        data: { model: 'lib.book', id: record },
      })),
    );
    for (const message of receiver.received) {
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      expect(message.headers['webhook-signature']).toBe(sign(secret, message));
      expect(Math.abs(Number(message.headers['webhook-timestamp']) * 1_000 - Date.now())).toBeLessThan(60_000);
      expect(message.headers['x-shared']).toBe('abc');
      expect(message.path).toBe('/hook');
    }
    expect((await deliveries(id)).map(({ state, status, attempts }) => ({ state, status, attempts }))).toEqual(
      Array(3).fill({ state: 'sent', status: 204, attempts: 1 }),
    );
    await remove(id);
  });

  it('send what their owner may read, and nothing else', async () => {
    const { id } = await make(ann, { withRecord: 'true' });
    await library.records('lib.book').create([
      { title: 'Ann’s', owner: ann.person, internal: 'codeword', token: 'secret' },
      { title: 'Not hers', owner: admin.person },
    ]);
    const [foreign] = await library.records('lib.book').pick({ title: 'Not hers' }, ['title']);
    await library.records('lib.book').delete(foreign?.id ?? '');
    const [hers] = await library.records('lib.book').pick({ title: 'Ann’s' }, ['title']);
    await library.app.runJobs();
    await library.records('lib.book').delete(hers?.id ?? '');
    await library.app.runJobs();
    expect(messages()).toMatchObject([
      { type: 'lib.book.created', data: { record: { title: 'Ann’s' } } },
      { type: 'lib.book.deleted', data: { id: hers?.id } },
    ]);
    expect(JSON.stringify(receiver.received)).not.toMatch(/codeword|Not hers|"token"/);
    receiver.received.length = 0;
    // together, so that nothing is sent in between
    await library.app.app.runtime.database.tx(async () => {
      await library.records('lib.book').create({ title: 'Short-lived', owner: ann.person });
      const [gone] = await library.records('lib.book').pick({ title: 'Short-lived' }, ['title']);
      await library.records('lib.book').update(gone?.id ?? '', { owner: admin.person });
    });
    await library.app.runJobs();
    expect(receiver.received, 'asked when it is sent, not when it happened').toEqual([]);
    await remove(id);
  });

  it('are tried again, and the same message keeps its id', async () => {
    const { id } = await make(admin);
    receiver.answer(500);
    await admin.ask('POST', '/api/v1/lib.book', { title: 'Retry', owner: admin.person });
    await library.app.runJobs();
    const [delivery] = await deliveries(id);
    expect(delivery).toMatchObject({ state: 'pending', attempts: 1, status: 500, error: 'status 500' });
    receiver.answer(200);
    await library.app.app.runtime.database.query("UPDATE core_job SET run_at = 'epoch' WHERE name = 'api.deliver-message'");
    await library.app.runJobs();
    expect((await deliveries(id))[0]).toMatchObject({ state: 'sent', attempts: 2, status: 200 });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await remove(id);
  });

  it('are stopped after losing message after message, and administrators are told', async () => {
    const { id } = await make(admin, { name: 'lost' });
    receiver.answer(503);
    for (const title of ['One', 'Two']) {
      await admin.ask('POST', '/api/v1/lib.book', { title, owner: admin.person });
      await library.app.runJobs();
      const waiting = (await deliveries(id)).find(({ state }) => state === 'pending');
      await own.model('api.delivery').update(waiting?.id ?? '', { attempts: 8 });
      await library.app.app.runtime.database.query("UPDATE core_job SET run_at = 'epoch' WHERE name = 'api.deliver-message'");
      await library.app.runJobs();
    }
    expect(await own.model('api.webhook').get(id)).toMatchObject({ active: false, failures: 2, stoppedAt: expect.any(Date) });
    const { rows } = await library.app.app.runtime.database.query('SELECT summary, link FROM activity_activity WHERE person_id = $1', [admin.person]);
    expect(rows).toEqual([{ summary: expect.stringContaining('“lost” was stopped'), link: `/app/webhooks/${id}` }]);
    receiver.received.length = 0;
    await admin.ask('POST', '/api/v1/lib.book', { title: 'Unheard', owner: admin.person });
    await library.app.runJobs();
    expect(receiver.received).toEqual([]);
    receiver.answer(204);
    await saveWebhook(await as(admin), id, read({ name: 'lost' }), all);
    expect(await own.model('api.webhook').get(id)).toMatchObject({ active: true, failures: 0, stoppedAt: null });
    expect((await library.app.app.runtime.database.query('SELECT FROM activity_activity')).rows).toEqual([]);
    await remove(id);
  });

  it('stop at once where the receiver says 410', async () => {
    const { id } = await make(admin);
    receiver.answer(410);
    await admin.ask(
      'POST',
      '/api/v1/lib.book',
      ['Gone', 'Gone too'].map((title) => ({ title, owner: admin.person })),
    );
    await library.app.runJobs();
    expect((await own.model('api.webhook').get(id)).active).toBe(false);
    expect((await deliveries(id)).map(({ state }) => state).sort()).toEqual(['failed', 'skipped']);
    await remove(id);
  });

  it('sign with both secrets for a day after a new one', async () => {
    const { id, secret = '' } = await make(admin);
    const next = await rotateSecret(await as(admin), id);
    await sendTest(await as(admin), id);
    await library.app.runJobs();
    const [message] = receiver.received;
    if (!message) throw new Error('nothing arrived');
    expect(message.headers['webhook-signature']).toBe(`${sign(next, message)} ${sign(secret, message)}`);
    expect(JSON.parse(message.body)).toMatchObject({ type: 'atrium.test', data: { test: true } });
    await own.model('api.webhook').update(id, { formerUntil: new Date(own.now().getTime() - 1_000) });
    await sendTest(await as(admin), id);
    await library.app.runJobs();
    const last = receiver.received.at(-1);
    if (!last) throw new Error('nothing arrived');
    expect(last.headers['webhook-signature']).toBe(sign(next, last));
    await remove(id);
  });

  it('go on for a plugin that makes a thousand records at once', async () => {
    const { id } = await make(admin, {}, [{ model: 'lib.book', on: ['created'] }]);
    await admin.ask(
      'POST',
      '/api/v1/lib.book',
      Array.from({ length: 100 }, (_, index) => ({ title: `Many ${index}`, owner: admin.person })),
    );
    await library.app.runJobs();
    expect(new Set(messages().map(({ data }) => data.id)).size).toBe(100);
    await remove(id);
  });

  it('a job that runs twice makes no second message', async () => {
    const { id } = await make(admin);
    await admin.ask('POST', '/api/v1/lib.book', { title: 'Twice', owner: admin.person });
    await library.app.runJobs();
    const [delivery] = await deliveries(id);
    await own.enqueue(deliverMessage, { delivery: delivery?.id ?? '' });
    await library.app.runJobs();
    expect(receiver.received).toHaveLength(1);
    await remove(id);
  });
});

describe('a webhook that is turned against our own network', () => {
  let closed: Library;
  let boss: Asker;
  beforeAll(async () => {
    closed = await openLibrary({ config: { allowPrivateOutbound: false } });
    boss = await closed.asker('boss@example.org', { admin: true });
  });
  afterAll(() => closed?.close());

  it.each([
    ['the metadata service', () => 'http://169.254.169.254/latest/meta-data/'],
    ['loopback', () => `${receiver.url}/`],
    ['the name localhost', () => `${receiver.url.replace('127.0.0.1', 'localhost')}/`],
    ['a name that leads inside', () => `http://${hostname()}:${new URL(receiver.url).port}/`],
    ['loopback in one number', () => `http://2130706433:${new URL(receiver.url).port}/`],
    ['loopback in hexadecimal', () => `http://0x7f.1:${new URL(receiver.url).port}/`],
    ['IPv6 loopback', () => 'http://[::1]/'],
    ['IPv4 inside IPv6', () => 'http://[::ffff:127.0.0.1]/'],
    ['a private network', () => 'http://10.0.0.1/'],
    ['nowhere', () => 'http://0.0.0.0/'],
  ])('reaches nothing: %s', async (_, address) => {
    receiver.received.length = 0;
    const env = await as(boss, closed);
    const { id } = await saveWebhook(env, undefined, read({ name: 'evil', url: address() }), all);
    await sendTest(env, id);
    await closed.app.runJobs();
    const [delivery] = await (closed.app.env('api') as Env<'api'>).model('api.delivery').find({ webhook: id });
    expect(delivery).toMatchObject({ state: 'failed', status: null });
    expect(['refused-address', 'dns']).toContain(delivery?.error);
    expect(receiver.received).toEqual([]);
  });

  it('is not led there by a redirect', async () => {
    const inner = await openReceiver();
    const { id } = await make(admin);
    receiver.answer(302, { location: `${inner.url}/secret` });
    await sendTest(await as(admin), id);
    await library.app.runJobs();
    expect((await deliveries(id))[0]).toMatchObject({ state: 'failed', status: 302, error: 'redirect' });
    expect(inner.received).toEqual([]);
    await inner.close();
    await remove(id);
  });

  it.each(['ftp://example.org', 'javascript:alert(1)', 'https://user:pass@example.org', 'example.org', ''])('is not saved: %s', (url) => {
    expect(webhookForm.safeParse(form({ url })).success).toBe(false);
  });

  it.each(['Host: a', 'webhook-signature: v1,x', 'Content-Length: 1', 'X: a\u0000b', 'no header', 'Proxy-Authorization: x'])(
    'takes no header that is not a receiver’s business: %s',
    (headers) => {
      expect(webhookForm.safeParse(form({ headers })).success).toBe(false);
    },
  );
});
