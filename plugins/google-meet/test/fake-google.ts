import { createHash, createVerify, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type FakeService, type OpenApi, openFakeService, type ServiceAnswer, type ServiceCall } from '#core/testing';
import type { FakeProvider } from '../../meetings/testing.ts';

const spec = (name: string): string => readFileSync(new URL(`../../../test/specs/${name}`, import.meta.url), 'utf8');
const described = JSON.parse(spec('google-calendar-v3-events.openapi.json')) as OpenApi;
/** What an insert must hold beyond its shape; its definitions are those of the description. */
const insert = JSON.parse(spec('google-calendar-events-insert.schema.json').replaceAll('#/$defs/', '#/components/schemas/')) as Record<string, unknown>;
const { $id: _id, $schema: _schema, $defs: _defs, ...insertBody } = insert;
const further: OpenApi = {
  paths: {
    '/token': {
      post: {
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                type: 'object',
                required: ['grant_type', 'assertion'],
                properties: {
                  grant_type: { const: 'urn:ietf:params:oauth:grant-type:jwt-bearer' },
                  assertion: { type: 'string', pattern: '^[\\w-]+\\.[\\w-]+\\.[\\w-]+$' },
                },
              },
            },
          },
        },
      },
    },
  },
};
const events = described.paths['/calendar/v3/calendars/{calendarId}/events'];
if (events?.post) events.post = { ...events.post, requestBody: { required: true, content: { 'application/json': { schema: insertBody } } } };

const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** The file that Google gives to download, whole. */
export const serviceAccount = {
  type: 'service_account',
  project_id: 'atrium-test',
  private_key_id: 'key-0001',
  private_key: pair.privateKey,
  client_email: 'atrium@atrium-test.iam.gserviceaccount.com',
  client_id: '100000000000000000001',
  auth_uri: 'https://accounts.google.com/o/oauth2/auth',
  token_uri: 'https://oauth2.googleapis.com/token',
};
export const calendarScope = 'https://www.googleapis.com/auth/calendar.events';

type Event = {
  id: string;
  owner: string;
  summary: string;
  start: Date;
  end: Date;
  cancelled: boolean;
  reference: string;
  conference: { requestId: string; state: 'pending' | 'success' | 'failure'; looks: number; id: string } | undefined;
  attendees: number;
};

export type FakeGoogle = FakeProvider & {
  service: FakeService;
  events(): readonly Event[];
  tokens(): number;
  expireTokens(): void;
  /** How rooms come from now on: after so many looks, or never. */
  conferences(how: { looks: number; fail?: boolean }): void;
  /** Persons in whose name the account may act, by the domain's administrator. */
  delegate(users: readonly string[]): void;
  lose(id: string): void;
  channels(): readonly { id: string; address: string; token: string; expires: Date; resource: string }[];
  /** What the service sends over every open channel: all of it in headers. @returns the statuses of the answers */
  notify(state?: 'sync' | 'exists', changed?: Record<string, string>): Promise<number[]>;
};

const claims = z.object({ iss: z.string(), sub: z.string().optional(), scope: z.string(), aud: z.string(), iat: z.number(), exp: z.number() });
const moment = z.object({ dateTime: z.string(), timeZone: z.string().optional() });
const body = z.object({
  id: z.string().optional(),
  summary: z.string().optional(),
  start: moment.optional(),
  end: moment.optional(),
  attendees: z.array(z.unknown()).optional(),
  extendedProperties: z.object({ private: z.record(z.string(), z.string()).optional() }).optional(),
  conferenceData: z.object({ createRequest: z.object({ requestId: z.string() }) }).optional(),
});
const channel = z.object({
  id: z.string(),
  address: z.string().default(''),
  token: z.string().optional(),
  expiration: z.string().optional(),
  resourceId: z.string().optional(),
});

const failed = (code: number, reason: string, message: string, domain = 'global'): ServiceAnswer => ({
  status: code,
  body: { error: { errors: [{ domain, reason, message }], code, message } },
});
const refusedToken = (error: string, error_description: string): ServiceAnswer => ({ status: 400, body: { error, error_description } });

/** A signed assertion, read and checked as the token endpoint does. */
function readAssertion(assertion: string): z.output<typeof claims> | undefined {
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  const header = z.object({ alg: z.literal('RS256'), kid: z.string() }).safeParse(JSON.parse(Buffer.from(head, 'base64url').toString('utf8')));
  if (!header.success || header.data.kid !== serviceAccount.private_key_id) return undefined;
  if (!createVerify('RSA-SHA256').update(`${head}.${payload}`).verify(pair.publicKey, signature, 'base64url')) return undefined;
  const read = claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  return read.success ? read.data : undefined;
}

/** Google's token endpoint and calendars on loopback: rooms come later than the event, deleted events keep their id. */
export async function openFakeGoogle({
  users = ['ann@example.org', 'ben@example.org'],
  now,
  here = false,
}: {
  users?: readonly string[];
  now?: () => Date;
  /** Links lead to the fake itself. */ here?: boolean;
} = {}): Promise<FakeGoogle> {
  const all = new Map<string, Event>();
  const channels = new Map<string, { id: string; address: string; token: string; expires: Date; resource: string }>();
  const tokens = new Map<string, { owner: string | undefined; expires: number }>();
  let delegated = users;
  let revoked = false;
  let given = 0;
  let how: { looks: number; fail?: boolean } = { looks: 1 };

  const conferenceView = (event: Event): Record<string, unknown> => {
    const { conference } = event;
    if (!conference) return {};
    const createRequest = { requestId: conference.requestId, conferenceSolutionKey: { type: 'hangoutsMeet' }, status: { statusCode: conference.state } };
    if (conference.state !== 'success') return { conferenceData: { createRequest } };
    const uri = `${here ? `${service.url}/__room` : 'https://meet.google.com'}/${conference.id}`;
    return {
      hangoutLink: uri,
      conferenceData: {
        createRequest,
        conferenceId: conference.id,
        entryPoints: [
          { entryPointType: 'phone', uri: 'tel:+1-555-0100', pin: 'google-pin-canary' },
          { entryPointType: 'video', uri, label: uri.slice(8) },
        ],
      },
    };
  };
  const view = (event: Event): Record<string, unknown> => ({
    kind: 'calendar#event',
    id: event.id,
    status: event.cancelled ? 'cancelled' : 'confirmed',
    summary: event.summary,
    start: { dateTime: event.start.toISOString() },
    end: { dateTime: event.end.toISOString() },
    extendedProperties: { private: { atrium: event.reference } },
    ...conferenceView(event),
  });
  /** Each look brings a room that is being made nearer. */
  const look = (event: Event): void => {
    const { conference } = event;
    if (conference?.state !== 'pending') return;
    conference.looks -= 1;
    if (conference.looks <= 0) conference.state = how.fail ? 'failure' : 'success';
  };
  const conferenceOf = (requestId: string): Event['conference'] => {
    const letters = createHash('sha256')
      .update(requestId)
      .digest('hex')
      .replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? 'x');
    return {
      requestId,
      state: how.looks === 0 ? (how.fail ? 'failure' : 'success') : 'pending',
      looks: how.looks,
      id: `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7, 10)}`,
    };
  };

  const token = (call: ServiceCall): ServiceAnswer => {
    const { assertion } = z.object({ assertion: z.string() }).parse(call.body);
    const read = revoked ? undefined : readAssertion(assertion);
    const seconds = service.now().getTime() / 1_000;
    if (!read || read.iss !== serviceAccount.client_email) return refusedToken('invalid_grant', 'Invalid JWT Signature.');
    if (read.exp - read.iat > 3_600 || read.iat > seconds + 300 || read.exp < seconds)
      return refusedToken(
        'invalid_grant',
        'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
      );
    if (read.sub !== undefined && !users.includes(read.sub)) return refusedToken('invalid_grant', 'Invalid email or User ID');
    if (read.scope !== calendarScope || (read.sub !== undefined && !delegated.includes(read.sub)))
      return refusedToken(
        'unauthorized_client',
        'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
      );
    const value = `google-access-token-canary-${++given}-${randomBytes(6).toString('hex')}`;
    tokens.set(value, { owner: read.sub, expires: service.now().getTime() + 3_600_000 });
    return { status: 200, body: { access_token: value, token_type: 'Bearer', expires_in: 3_599 } };
  };

  const add = (owner: string | undefined, sent: z.output<typeof body>): ServiceAnswer => {
    const id = sent.id ?? randomBytes(13).toString('hex');
    if (!/^[a-v0-9]{5,1024}$/.test(id)) return failed(400, 'invalid', 'Invalid resource id value.');
    if (all.has(id)) return failed(409, 'duplicate', 'The requested identifier already exists.');
    if (owner === undefined) return failed(400, 'invalid', 'Invalid conference type value.');
    const event: Event = {
      id,
      owner,
      summary: sent.summary ?? '',
      start: new Date(sent.start?.dateTime ?? ''),
      end: new Date(sent.end?.dateTime ?? ''),
      cancelled: false,
      reference: sent.extendedProperties?.private?.atrium ?? '',
      conference: sent.conferenceData ? conferenceOf(sent.conferenceData.createRequest.requestId) : undefined,
      attendees: sent.attendees?.length ?? 0,
    };
    all.set(id, event);
    return { status: 200, body: view(event) };
  };

  const change = (event: Event, sent: z.output<typeof body>): ServiceAnswer => {
    if (sent.summary !== undefined) event.summary = sent.summary;
    if (sent.start) event.start = new Date(sent.start.dateTime);
    if (sent.end) event.end = new Date(sent.end.dateTime);
    if (sent.conferenceData) event.conference = conferenceOf(sent.conferenceData.createRequest.requestId);
    return { status: 200, body: view(event) };
  };

  const watch = (call: ServiceCall): ServiceAnswer => {
    const sent = channel.parse(call.body);
    if (call.path === '/calendar/v3/channels/stop') {
      const open = channels.get(sent.id);
      if (!open || open.resource !== sent.resourceId) return failed(404, 'notFound', 'Channel not found.');
      channels.delete(sent.id);
      return { status: 204 };
    }
    if (channels.has(sent.id)) return failed(400, 'channelIdNotUnique', 'Channel id not unique');
    const week = service.now().getTime() + 7 * 86_400_000;
    const expires = new Date(Math.min(week, Number(sent.expiration ?? week)));
    channels.set(sent.id, { id: sent.id, address: sent.address, token: sent.token ?? '', expires, resource: `resource-${sent.id}` });
    return { status: 200, body: { kind: 'api#channel', id: sent.id, resourceId: `resource-${sent.id}`, expiration: String(expires.getTime()) } };
  };

  const handle = (call: ServiceCall): ServiceAnswer => {
    if (call.path === '/token') return token(call);
    const held = tokens.get((call.headers.get('authorization') ?? '').replace(/^Bearer /, ''));
    if (!held || held.expires <= service.now().getTime()) return failed(401, 'authError', 'Invalid Credentials');
    if (call.path === '/calendar/v3/channels/stop' || call.path?.endsWith('/watch')) return watch(call);
    if (call.params.calendarId !== 'primary') return failed(404, 'notFound', 'Not Found');
    if (call.method === 'POST') return add(held.owner, body.parse(call.body));
    const own = [...all.values()].filter(({ owner }) => owner === held.owner);
    if (!call.params.eventId) {
      const [, wanted] = (call.query.get('privateExtendedProperty') ?? '').split('=');
      const from = new Date(call.query.get('timeMin') ?? 0);
      return {
        status: 200,
        body: { kind: 'calendar#events', items: own.filter((one) => !one.cancelled && one.end > from && (!wanted || one.reference === wanted)).map(view) },
      };
    }
    const event = own.find(({ id }) => id === call.params.eventId);
    if (!event) return failed(404, 'notFound', 'Not Found');
    if (call.method === 'GET') {
      look(event);
      return { status: 200, body: view(event) };
    }
    if (event.cancelled) return failed(410, 'deleted', 'Resource has been deleted');
    if (call.method === 'PATCH') return change(event, body.parse(call.body));
    event.cancelled = true;
    return { status: 204 };
  };

  const words = (code: number, reason: string, message: string, domain?: string): unknown => failed(code, reason, message, domain).body;
  const service = await openFakeService({
    documents: [described, further],
    ...(now ? { now } : {}),
    isToken: (path) => path === '/token',
    isAside: (path) => path.endsWith('/watch') || path.endsWith('/channels/stop'),
    handle,
    words: {
      unauthorized: words(401, 'authError', 'Invalid Credentials'),
      forbidden: words(403, 'forbidden', 'vendor-text-canary'),
      'rate-limited': words(429, 'rateLimitExceeded', 'Rate Limit Exceeded', 'usageLimits'),
      'server-error': words(500, 'backendError', 'vendor-text-canary'),
      'bad-request': words(400, 'invalid', 'vendor-text-canary'),
    },
  });

  return {
    service,
    url: service.url,
    rooms: () => [...all.values()].flatMap(({ id, summary, start, cancelled }) => (cancelled ? [] : [{ id, title: summary, start }])),
    events: () => [...all.values()],
    fault: (kind, retryAfterS = 30) => service.fault({ kind, retryAfterS }),
    revoke: () => {
      revoked = true;
      tokens.clear();
    },
    tokens: () => given,
    expireTokens: () => tokens.clear(),
    conferences: (next) => {
      how = next;
    },
    delegate: (some) => {
      delegated = some;
      tokens.clear();
    },
    lose: (id) => {
      const event = all.get(id);
      if (event) event.cancelled = true;
    },
    channels: () => [...channels.values()],
    notify: (state = 'exists', changed = {}) =>
      Promise.all(
        [...channels.values()].map(async ({ id, address, token: secret, expires, resource }) => {
          const headers = {
            'x-goog-channel-id': id,
            'x-goog-channel-token': secret,
            'x-goog-channel-expiration': expires.toUTCString(),
            'x-goog-resource-id': resource,
            'x-goog-resource-state': state,
            'x-goog-message-number': '1',
            ...changed,
          };
          return (await fetch(address, { method: 'POST', headers })).status;
        }),
      ),
    close: service.close,
  };
}
