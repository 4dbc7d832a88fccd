import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type FakeService, type OpenApi, openFakeService } from '#core/testing';

const document: OpenApi = {
  paths: {
    '/rooms': {
      post: {
        parameters: [{ name: 'notify', in: 'query', required: true, schema: { type: 'boolean' } }],
        requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Room' } } } },
      },
    },
    '/rooms/{id}': { get: { parameters: [{ name: 'id', in: 'path', schema: { type: 'integer', format: 'int64' } }] } },
    '/rooms/{id}:close': { post: {} },
  },
  components: {
    schemas: { Room: { type: 'object', required: ['name'], additionalProperties: false, properties: { name: { type: 'string', maxLength: 5 } } } },
  },
};

const now = new Date('2027-03-09T09:00:00Z');
let made = 0;
let service: FakeService;
beforeAll(async () => {
  service = await openFakeService({
    documents: [document],
    prefix: '/v1',
    now: () => now,
    isToken: () => false,
    handle: ({ params }) => {
      made += 1;
      return { status: 200, body: params };
    },
  });
});
afterAll(() => service.close());
beforeEach(() => {
  made = 0;
  service.heal();
  service.skew(0);
});

const post = (path: string, body: unknown, init: RequestInit = {}): Promise<Response> =>
  fetch(`${service.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), ...init });

it('lets through what is described, and says why the rest would be refused', async () => {
  expect((await post('/v1/rooms?notify=true', { name: 'Hall' })).status).toBe(200);
  expect(await (await fetch(`${service.url}/v1/rooms/92674392836`)).json()).toEqual({ id: '92674392836' });
  expect((await post('/v1/rooms/7:close', undefined)).status).toBe(200);
  expect([service.faults, service.warnings]).toEqual([[], []]);
  expect((await post('/v1/rooms?notify=true&colour=red', { name: 'Hall', size: 3 })).status).toBe(200);
  expect(service.warnings).toEqual([expect.stringContaining('colour is not described'), expect.stringContaining('"size"')]);
  const refused = [
    post('/v1/rooms', { name: 'Hall' }),
    post('/v1/rooms?notify=perhaps', { name: 'Hall' }),
    post('/v1/rooms?notify=true', {}),
    post('/v1/rooms?notify=true', { name: 'Too long' }),
    post('/v1/rooms?notify=true', undefined),
    fetch(`${service.url}/v1/rooms?notify=true`, { method: 'POST', body: 'name=Hall', headers: { 'content-type': 'text/plain' } }),
    fetch(`${service.url}/v1/rooms/first`),
    fetch(`${service.url}/v1/elsewhere`),
  ];
  for (const one of refused) expect((await one).status).toBe(400);
  expect(service.faults.length).toBeGreaterThanOrEqual(refused.length);
});

it('goes wrong as it is told, from here or by a call, and once unless told otherwise', async () => {
  const write = (): Promise<Response> => post('/v1/rooms?notify=true', { name: 'Hall' });
  service.fault({ kind: 'server-error', times: 2 });
  expect([(await write()).status, (await fetch(`${service.url}/v1/rooms/1`)).status, (await write()).status, (await write()).status]).toEqual([
    500, 200, 500, 200,
  ]);
  const until = { seconds: '90', 'http-date': 'Tue, 09 Mar 2027 09:01:30 GMT', iso: '2027-03-09T09:01:30Z', none: null };
  for (const [form, said] of Object.entries(until)) {
    await post('/__fault', { kind: 'rate-limited', form, retryAfterS: 90 });
    const answer = await write();
    expect([form, answer.status, answer.headers.get('retry-after')]).toEqual([form, 429, said]);
  }
  service.fault({ kind: 'rate-limited', form: 'reset', retryAfterS: 90 });
  expect((await write()).headers.get('x-ratelimit-reset')).toBe('1804582890');
  service.fault({ kind: 'html' });
  expect((await write()).headers.get('content-type')).toBe('text/html');
  service.fault({ kind: 'truncated' });
  await expect((await write()).json()).rejects.toThrow();
  made = 0;
  for (const [kind, effect] of [
    ['hang-before', 0],
    ['reset-before', 0],
    ['hang-after', 1],
    ['reset-after', 1],
  ] as const) {
    service.fault({ kind });
    await expect(post('/v1/rooms?notify=true', { name: 'Hall' }, { signal: AbortSignal.timeout(300) })).rejects.toThrow();
    expect([kind, made]).toEqual([kind, effect]);
    made = 0;
  }
  await post('/__clock', { seconds: -600 });
  expect([service.now().toISOString(), (await write()).headers.get('date')]).toEqual(['2027-03-09T08:50:00.000Z', 'Tue, 09 Mar 2027 08:50:00 GMT']);
});
