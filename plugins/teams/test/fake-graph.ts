import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type FakeService, type OpenApi, openFakeService, type ServiceAnswer, type ServiceCall } from '#core/testing';
import type { FakeProvider } from '../../meetings/testing.ts';

const described = JSON.parse(readFileSync(new URL('../../../test/specs/msgraph-v1.0-meetings.openapi.json', import.meta.url), 'utf8')) as OpenApi;
const text = { type: 'string' };
const query = (...names: string[]) => names.map((name) => ({ name, in: 'query', schema: text }));
/** Calls that the file does not describe, after the service's documentation. */
const further: OpenApi = {
  paths: {
    '/{tenant}/oauth2/v2.0/token': {
      post: {
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                type: 'object',
                required: ['grant_type', 'client_id', 'client_secret', 'scope'],
                properties: { grant_type: { const: 'client_credentials' }, scope: { const: 'https://graph.microsoft.com/.default' } },
              },
            },
          },
        },
      },
    },
    '/users/{user-id}': { get: { parameters: query('$select') } },
    '/users/{user-id}/events': { get: { parameters: query('$filter', '$select', '$top', '$skip') } },
  },
};

export const goodApp = {
  tenant: '11111111-2222-3333-4444-555555555555',
  clientId: '66666666-7777-8888-9999-000000000000',
  clientSecret: 'graph-client-secret-canary',
};

/** Where our reference stands in an event; filters name it. */
const referenceProperty = /singleValueExtendedProperties\/Any\(ep: ep\/id eq '([^']+)' and ep\/value eq '([^']*)'\)/;

type Room = {
  id: string;
  owner: string;
  kind: 'meeting' | 'event';
  subject: string;
  start: Date;
  end: Date;
  externalId: string;
  joinUrl: string;
  /** Looks until the room of an event is there. */
  looks: number;
  properties: readonly { id: string; value: string }[];
  sent: Record<string, unknown>;
};

export type FakeGraph = FakeProvider & {
  service: FakeService;
  meetings(): readonly Room[];
  tokens(): number;
  expireTokens(): void;
  /** Rooms of events are there after so many looks from now on. */
  late(looks: number): void;
  /** Object ids of users for whom the application access policy was granted. */
  grantPolicy(users: readonly string[]): void;
  lose(id: string): void;
  /** The object id of an address. */
  idOf(email: string): string;
  /** The service drops a subscription, as it does when it could not reach us for long. */
  forget(subscription: string): void;
  subscriptions(): readonly { id: string; clientState: string; notificationUrl: string; expires: Date }[];
};

const stamp = z.object({ dateTime: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/), timeZone: z.literal('UTC') });
const meetingBody = z.object({
  subject: z.string().optional(),
  startDateTime: z.string().optional(),
  endDateTime: z.string().optional(),
  externalId: z.string().optional(),
});
const eventBody = z.object({
  subject: z.string().optional(),
  start: stamp.optional(),
  end: stamp.optional(),
  isOnlineMeeting: z.boolean().optional(),
  transactionId: z.string().optional(),
  attendees: z.array(z.unknown()).max(0).optional(),
  body: z.unknown().optional(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string() })).optional(),
});
const subscriptionBody = z.object({
  changeType: z.string().optional(),
  notificationUrl: z.string().optional(),
  expirationDateTime: z.string(),
  clientState: z.string().optional(),
  lifecycleNotificationUrl: z.string().optional(),
});

const failed = (status: number, code: string, message = 'vendor-text-canary'): ServiceAnswer => ({
  status,
  body: { error: { code, message, innerError: { date: '2024-02-20T23:12:03', 'request-id': 'f9e21413-6913-4db4-be2e-90bebaf721b7' } } },
});

/** Microsoft's token endpoint and Graph on loopback: users by address or object id, online meetings and events of calendars. */
export async function openFakeGraph({
  users = ['ann@example.org', 'ben@example.org'],
  now,
  here = false,
}: {
  users?: readonly string[];
  now?: () => Date;
  /** Links lead to the fake itself. */ here?: boolean;
} = {}): Promise<FakeGraph> {
  const rooms = new Map<string, Room>();
  let looks = 0;
  const subscriptions = new Map<string, { id: string; clientState: string; notificationUrl: string; expires: Date }>();
  const tokens = new Map<string, number>();
  let secret = goodApp.clientSecret;
  let policy: readonly string[] | undefined;
  let given = 0;

  const idOf = (email: string): string => {
    const hex = createHash('sha256').update(email.toLowerCase()).digest('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  };
  const known = (user: string | undefined): string | undefined => users.find((one) => one === user?.toLowerCase() || idOf(one) === user);

  const token = (call: ServiceCall): ServiceAnswer => {
    const sent = z.object({ client_id: z.string(), client_secret: z.string() }).parse(call.body);
    const refuse = (error: string, number: number): ServiceAnswer => ({
      status: 400,
      body: { error, error_description: `AADSTS${number}: vendor-text-canary`, error_codes: [number] },
    });
    if (call.params.tenant !== goodApp.tenant) return refuse('invalid_request', 90002);
    if (sent.client_id !== goodApp.clientId) return refuse('unauthorized_client', 700016);
    if (sent.client_secret !== secret) return { ...refuse('invalid_client', 7000215), status: 401 };
    const value = `graph-access-token-canary-${++given}-${randomBytes(6).toString('hex')}`;
    tokens.set(value, service.now().getTime() + 3_599_000);
    return { status: 200, body: { access_token: value, token_type: 'Bearer', expires_in: 3_599 } };
  };

  const view = (room: Room): Record<string, unknown> =>
    room.kind === 'meeting'
      ? {
          id: room.id,
          subject: room.subject,
          startDateTime: room.start.toISOString(),
          endDateTime: room.end.toISOString(),
          joinWebUrl: room.joinUrl,
          externalId: room.externalId,
        }
      : {
          id: room.id,
          subject: room.subject,
          start: { dateTime: `${room.start.toISOString().slice(0, 19)}.0000000`, timeZone: 'UTC' },
          end: { dateTime: `${room.end.toISOString().slice(0, 19)}.0000000`, timeZone: 'UTC' },
          isOnlineMeeting: room.joinUrl !== '',
          transactionId: room.externalId,
          onlineMeeting: room.joinUrl === '' || room.looks > 0 ? null : { joinUrl: room.joinUrl },
        };
  const newRoom = (owner: string, kind: Room['kind'], one: Pick<Room, 'subject' | 'start' | 'end' | 'externalId' | 'properties' | 'sent'>): Room => {
    const id = kind === 'meeting' ? `MSo${randomBytes(24).toString('base64url')}` : `AAMk${randomBytes(36).toString('base64')}`;
    const room: Room = {
      ...one,
      looks: kind === 'event' ? looks : 0,
      id,
      owner,
      kind,
      joinUrl: `${here ? `${service.url}/__room` : 'https://teams.microsoft.com/l/meetup-join'}/19%3ameeting_${randomBytes(16).toString('hex')}%40thread.v2/0?context=%7b%7d`,
    };
    rooms.set(id, room);
    return room;
  };

  const onlineMeeting = (call: ServiceCall, owner: string): ServiceAnswer => {
    if (policy && !policy.includes(idOf(owner))) return failed(403, 'Forbidden', 'No application access policy found for this app');
    // calls of this kind take object ids alone
    if (call.params['user-id'] !== idOf(owner)) return failed(404, 'ResourceNotFound');
    const id = call.params['onlineMeeting-id'];
    if (id === undefined) {
      if (call.method === 'GET') return { status: 200, body: { value: [] } };
      const sent = meetingBody.parse(call.body);
      const standing = [...rooms.values()].find((one) => one.owner === owner && one.kind === 'meeting' && one.externalId === sent.externalId);
      if (standing) return { status: 200, body: view(standing) };
      const start = new Date(sent.startDateTime ?? service.now());
      const one = {
        subject: sent.subject ?? '',
        start,
        end: new Date(sent.endDateTime ?? start),
        externalId: sent.externalId ?? '',
        properties: [],
        sent: z.record(z.string(), z.unknown()).parse(call.body),
      };
      return { status: 201, body: view(newRoom(owner, 'meeting', one)) };
    }
    const room = rooms.get(id);
    if (room?.owner !== owner) return failed(404, 'NotFound');
    if (call.method === 'DELETE') {
      rooms.delete(id);
      return { status: 204 };
    }
    if (call.method === 'PATCH') {
      const sent = meetingBody.parse(call.body);
      Object.assign(room, {
        subject: sent.subject ?? room.subject,
        start: sent.startDateTime ? new Date(sent.startDateTime) : room.start,
        end: sent.endDateTime ? new Date(sent.endDateTime) : room.end,
      });
    }
    return { status: 200, body: view(room) };
  };

  const event = (call: ServiceCall, owner: string): ServiceAnswer => {
    const id = call.params['event-id'];
    const own = [...rooms.values()].filter((one) => one.owner === owner && one.kind === 'event');
    if (id === undefined && call.method === 'GET') {
      const [, property, value] = referenceProperty.exec(call.query.get('$filter') ?? '') ?? [];
      const found = property === undefined ? own : own.filter((one) => one.properties.some((held) => held.id === property && held.value === value));
      return { status: 200, body: { value: found.map(view) } };
    }
    const read = call.body === undefined ? undefined : eventBody.safeParse(call.body);
    if (read && !read.success) return failed(400, 'ErrorInvalidRequest');
    const sent = read?.data;
    if (id === undefined) {
      const standing = own.find((one) => one.externalId === sent?.transactionId);
      if (standing) return failed(409, 'ErrorDuplicateTransactionId');
      return {
        status: 201,
        body: view(
          newRoom(owner, 'event', {
            subject: sent?.subject ?? '',
            start: new Date(`${sent?.start?.dateTime}Z`),
            end: new Date(`${sent?.end?.dateTime}Z`),
            externalId: sent?.transactionId ?? '',
            properties: sent?.singleValueExtendedProperties ?? [],
            sent: z.record(z.string(), z.unknown()).parse(call.body),
          }),
        ),
      };
    }
    const room = own.find((one) => one.id === id);
    if (!room) return failed(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
    if (call.method === 'GET') room.looks = Math.max(0, room.looks - 1);
    if (call.method === 'DELETE') {
      rooms.delete(id);
      return { status: 204 };
    }
    if (call.method === 'PATCH' && sent) {
      // whoever writes the body loses the link that stands in it
      if (sent.body !== undefined) room.joinUrl = '';
      Object.assign(room, {
        subject: sent.subject ?? room.subject,
        start: sent.start ? new Date(`${sent.start.dateTime}Z`) : room.start,
        end: sent.end ? new Date(`${sent.end.dateTime}Z`) : room.end,
      });
    }
    return { status: 200, body: view(room) };
  };

  /** The service asks the address first, and takes only what it hears back. */
  const subscribe = async (call: ServiceCall): Promise<ServiceAnswer> => {
    const id = call.params['subscription-id'];
    if (id !== undefined) {
      const standing = subscriptions.get(id);
      if (!standing) return failed(404, 'ExtensionError');
      if (call.method === 'DELETE') {
        subscriptions.delete(id);
        return { status: 204 };
      }
      standing.expires = new Date(subscriptionBody.parse(call.body).expirationDateTime);
      return { status: 200, body: { id, expirationDateTime: standing.expires.toISOString() } };
    }
    const { notificationUrl = '', clientState = '', expirationDateTime } = subscriptionBody.parse(call.body);
    const challenge = randomBytes(12).toString('base64');
    const heard = await fetch(`${notificationUrl}?validationToken=${encodeURIComponent(challenge)}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
    }).catch(() => undefined);
    const said = heard?.status === 200 && heard.headers.get('content-type')?.startsWith('text/plain') ? await heard.text() : undefined;
    if (said !== challenge) return failed(400, 'ValidationError');
    const made = { id: randomBytes(8).toString('hex'), clientState, notificationUrl, expires: new Date(expirationDateTime) };
    subscriptions.set(made.id, made);
    return { status: 201, body: { id: made.id, expirationDateTime } };
  };

  const handle = (call: ServiceCall): ServiceAnswer | Promise<ServiceAnswer> => {
    if (call.path === '/{tenant}/oauth2/v2.0/token') return token(call);
    const expires = tokens.get((call.headers.get('authorization') ?? '').replace(/^Bearer /, ''));
    if (expires === undefined || expires <= service.now().getTime()) return failed(401, 'InvalidAuthenticationToken');
    if (call.path?.startsWith('/subscriptions')) return subscribe(call);
    const owner = known(call.params['user-id']);
    if (!owner) return failed(404, 'Request_ResourceNotFound');
    if (call.path === '/users/{user-id}') return { status: 200, body: { id: idOf(owner), mail: owner, userPrincipalName: owner } };
    return call.path?.includes('/onlineMeetings') ? onlineMeeting(call, owner) : event(call, owner);
  };

  const service = await openFakeService({
    documents: [described, further],
    prefix: '/v1.0',
    ...(now ? { now } : {}),
    isToken: (path) => path.endsWith('/oauth2/v2.0/token'),
    isAside: (path) => path.startsWith('/v1.0/subscriptions'),
    handle,
    words: {
      unauthorized: failed(401, 'InvalidAuthenticationToken').body,
      forbidden: failed(403, 'Forbidden', 'No application access policy found for this app').body,
      'rate-limited': failed(429, 'TooManyRequests', 'Too many requests').body,
      'server-error': failed(500, 'InternalServerError').body,
      'bad-request': failed(400, 'BadRequest').body,
    },
  });

  return {
    service,
    url: service.url,
    rooms: () => [...rooms.values()].map(({ id, subject, start }) => ({ id, title: subject, start })),
    meetings: () => [...rooms.values()],
    fault: (kind, retryAfterS = 30) => service.fault({ kind, retryAfterS }),
    revoke: () => {
      secret = 'another';
      tokens.clear();
    },
    tokens: () => given,
    expireTokens: () => tokens.clear(),
    late: (some) => {
      looks = some;
    },
    grantPolicy: (some) => {
      policy = some;
    },
    lose: (id) => {
      rooms.delete(id);
    },
    idOf,
    forget: (id) => {
      subscriptions.delete(id);
    },
    subscriptions: () => [...subscriptions.values()],
    close: service.close,
  };
}
