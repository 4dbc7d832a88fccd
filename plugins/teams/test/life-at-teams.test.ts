import { afterAll, beforeAll, expect, it } from 'vitest';
import { bootTestApp, type TestApp } from '#core/testing';
import { type ConferenceRequest, type ProviderContext, ProviderFailure } from '../../meetings/contract.ts';
import { providerContext } from '../../meetings/testing.ts';
import { provider } from '../provider.ts';
import { environmentOf } from './environment-of.ts';
import { type FakeGraph, openFakeGraph } from './fake-graph.ts';

const HOUR_MS = 3_600_000;
let fake: FakeGraph;
let app: TestApp;
beforeAll(async () => {
  fake = await openFakeGraph({ now: () => app.clock.now() });
  app = await bootTestApp({ only: ['teams'], clock: '2027-03-09T09:00:00Z', environment: environmentOf(fake) });
});
afterAll(async () => {
  await app?.close();
  await fake?.close();
});

let count = 0;
const request = (changed: Partial<ConferenceRequest> = {}): ConferenceRequest => ({
  operationKey: `operation-key-${++count}-${'k'.repeat(20)}`,
  subject: 'Weekly talk',
  description: 'What there is to say',
  start: new Date('2027-03-28T00:30:00Z'),
  end: new Date('2027-03-28T01:30:00Z'),
  timeZone: 'Europe/Berlin',
  host: { id: '01890000-0000-7000-8000-000000000001', email: 'ann@example.org', name: 'Ann' },
  options: {},
  ...changed,
});
const context = async (strategy: 'meetings' | 'events'): Promise<ProviderContext> => {
  const made = await providerContext(app, 'teams');
  return { ...made, account: { ...made.account, values: { ...made.account.values, strategy } } };
};
const kindOf = (call: Promise<unknown> | undefined): Promise<unknown> =>
  Promise.resolve(call).then(
    () => 'done',
    (error: unknown) => (error instanceof ProviderFailure ? error.kind : error),
  );
const sent = (method: string) => fake.service.calls.filter((call) => call.method === method);

it('as online meetings: one for a key, with the options of the room; the host is looked up once', async () => {
  const one = request({ options: { waitingRoom: true } });
  const made = await provider.create(await context('meetings'), one);
  expect(await provider.create(await context('meetings'), one)).toEqual(made);
  expect(sent('PATCH').at(-1)?.body).toMatchObject({ lobbyBypassSettings: { scope: 'organizer' }, recordAutomatically: false });
  expect(sent('GET').filter(({ path }) => path === '/users/{user-id}')).toHaveLength(1);
  expect(await kindOf(provider.create(await context('meetings'), request({ host: { id: '', email: 'nobody@example.org', name: '' } })))).toBe('permanent');
  fake.grantPolicy([]);
  expect(await kindOf(provider.create(await context('meetings'), request()))).toBe('auth.permanent');
  const checks = await provider.testConnection(await context('meetings'), { email: 'ann@example.org' });
  expect(checks.at(-1)).toMatchObject({ name: 'policy', ok: false, fix: expect.stringContaining('Grant-CsApplicationAccessPolicy') });
  fake.grantPolicy([fake.idOf('ann@example.org')]);
  await provider.cancel?.(await context('meetings'), made.externalId, one);
  expect(await provider.look?.(await context('meetings'), made.externalId, one)).toBeUndefined();
});

it('as events: times in UTC without an offset, nobody invited, and the body is never written again, so the link stays', async () => {
  const one = request();
  const made = await provider.create(await context('events'), one);
  expect(await provider.create(await context('events'), one)).toEqual(made);
  expect(sent('POST').find(({ path }) => path === '/users/{user-id}/events')?.body).toMatchObject({
    start: { dateTime: '2027-03-28T00:30:00', timeZone: 'UTC' },
    isOnlineMeeting: true,
    transactionId: `atrium:${one.operationKey}`,
  });
  const changed = await provider.update?.(await context('events'), made.externalId, { ...one, description: 'New' }, [
    'subject',
    'description',
    'time',
    'options',
  ]);
  expect(changed).toEqual(made);
  for (const { body } of sent('PATCH').filter(({ path }) => path?.includes('/events'))) expect(body).not.toHaveProperty('body');
  expect(await provider.list?.(await context('events'), { from: new Date('2027-03-01'), to: new Date('2027-04-01'), host: one.host })).toEqual([
    { externalId: made.externalId, operationKey: one.operationKey, start: one.start },
  ]);
  // rooms are found where they are, also after the strategy was changed
  expect(await provider.look?.(await context('meetings'), made.externalId, one)).toEqual(made);
});

it('opens a subscription for each host, prolongs it before its end, and closes it for who is none any more', async () => {
  const address = `${app.url}/hooks/teams/main`;
  const renew = async (state: unknown, hosts: string[], doubted: string[] = []) =>
    (await provider.renewSubscriptions?.(await context('events'), { address, state, hosts: hosts.map((email) => ({ email })), doubted }))?.state;
  const first = await renew(undefined, ['ann@example.org', 'ben@example.org']);
  const ends = () => fake.subscriptions().map(({ expires }) => expires.getTime() - app.clock.now().getTime());
  expect(ends()).toEqual([72 * HOUR_MS, 72 * HOUR_MS]);
  expect(await renew(first, ['ann@example.org', 'ben@example.org'])).toEqual(first);
  app.clock.advance(50 * HOUR_MS);
  const second = await renew(first, ['ann@example.org']);
  expect(ends()).toEqual([72 * HOUR_MS]);

  const [subscription] = fake.subscriptions();
  const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
  const hook = async (bytes: Uint8Array, query = '') =>
    provider.handleWebhook?.(await context('events'), { method: 'POST', headers: new Headers(), query: new URLSearchParams(query), bytes, state: second });
  const news = (clientState: string | undefined, etag = 'W/"1"') => ({
    subscriptionId: subscription?.id,
    clientState,
    changeType: 'updated',
    resource: 'Users/x/Events/AAMk1',
    resourceData: { id: 'AAMk1', '@odata.etag': etag },
  });
  const good = await hook(bytesOf({ value: [news(subscription?.clientState), news('wrong'), news(subscription?.clientState, 'W/"2"')] }));
  expect([good?.status, good?.items.map(({ externalId, kind }) => [externalId, kind]), new Set(good?.items.map(({ key }) => key)).size]).toEqual([
    202,
    [
      ['AAMk1', 'changed'],
      ['AAMk1', 'changed'],
    ],
    2,
  ]);
  for (const wrong of [news('wrong'), news(undefined), { ...news(subscription?.clientState), subscriptionId: 'other' }])
    expect(await hook(bytesOf({ value: [wrong] }))).toEqual({ status: 403, items: [] });
  expect((await hook(Buffer.from('{"value": [')))?.status).toBe(400);
  expect(await hook(Buffer.from('<not json>'), 'validationToken=a%3Cb%3E')).toMatchObject({
    status: 200,
    body: 'a<b>',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
  const lifecycle = (lifecycleEvent: string) =>
    hook(
      bytesOf({
        value: [
          { subscriptionId: subscription?.id, clientState: subscription?.clientState, lifecycleEvent },
          { ...news('wrong'), lifecycleEvent },
        ],
      }),
    );
  expect(await lifecycle('missed')).toEqual({ status: 202, items: [], calendars: ['ann@example.org'] });
  expect(await lifecycle('reauthorizationRequired')).toEqual({ status: 202, items: [], calendars: ['ann@example.org'], doubted: [subscription?.id] });
  const changes = () => sent('PATCH').filter(({ path }) => path === '/subscriptions/{subscription-id}').length;
  const before = changes();
  const prolonged = await renew(second, ['ann@example.org'], [subscription?.id ?? '']);
  expect([changes() - before, fake.subscriptions().map(({ id }) => id)]).toEqual([1, [subscription?.id]]);
  fake.forget(subscription?.id ?? '');
  const third = await renew(prolonged, ['ann@example.org'], [subscription?.id ?? '']);
  expect([fake.subscriptions().length, fake.subscriptions()[0]?.id === subscription?.id]).toEqual([1, false]);
  expect(sent('POST').findLast(({ path }) => path === '/subscriptions')?.body).toMatchObject({ lifecycleNotificationUrl: address });
  // a host whom the directory does not know keeps nobody else from being heard of
  expect(await renew(third, ['nobody@example.org', 'ann@example.org'])).toEqual(third);
  expect(await renew(third, [])).toEqual({ subscriptions: [] });
  expect(fake.subscriptions()).toEqual([]);
  expect(fake.service.faults).toEqual([]);
});
