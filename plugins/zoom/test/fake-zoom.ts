import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type FakeService, type OpenApi, openFakeService, type ServiceAnswer, type ServiceCall } from '#core/testing';
import type { FakeProvider } from '../../meetings/testing.ts';

export const goodAccount = {
  accountId: 'acc-0001',
  clientId: 'client-0001',
  clientSecret: 'zoom-client-secret-canary',
  webhookSecret: 'zoom-webhook-secret-canary',
};
/** Another customer of the service: it sees no meeting of the first. */
export const otherAccount = { accountId: 'acc-0002', clientId: 'client-0002', clientSecret: 'zoom-other-secret-canary' };
export const allScopes = [
  'meeting:write:meeting:admin',
  'meeting:update:meeting:admin',
  'meeting:read:meeting:admin',
  'meeting:read:list_meetings:admin',
  'meeting:delete:meeting:admin',
  'meeting:read:summary:admin',
  'user:read:user:admin',
];

/** Creates and changes that one host may do a day. */
const WRITES_A_DAY = 100;
/** The list shows no more of an agenda. */
const LISTED_AGENDA = 250;

const described = JSON.parse(readFileSync(new URL('../../../test/specs/zoom-meetings-v2.openapi.json', import.meta.url), 'utf8')) as OpenApi;
const text = { type: 'string' };
/** Calls that the file does not describe, after the service's documentation. */
const further: OpenApi = {
  paths: {
    '/oauth/token': {
      post: {
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                type: 'object',
                required: ['grant_type', 'account_id'],
                properties: { grant_type: { const: 'account_credentials' }, account_id: { type: 'string', minLength: 1 } },
              },
            },
          },
        },
      },
    },
    '/users/{userId}': { get: { parameters: [{ name: 'userId', in: 'path', schema: text }] } },
    '/users/{userId}/meetings': {
      get: {
        parameters: [
          { name: 'type', in: 'query', schema: { enum: ['scheduled', 'live', 'upcoming', 'upcoming_meetings', 'previous_meetings'] } },
          { name: 'page_size', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 300 } },
          { name: 'next_page_token', in: 'query', schema: text },
        ],
      },
    },
  },
};

type Meeting = {
  id: number;
  uuid: string;
  account: string;
  host: string;
  topic: string;
  agenda: string;
  start: Date;
  duration: number;
  timezone: string;
  settings: Record<string, unknown>;
  password: string;
};
type Summary = { content: string } | 'not-ready' | 'not-enabled';

export type FakeZoom = FakeProvider & {
  service: FakeService;
  meetings(): readonly Meeting[];
  /** Tokens that were given out. */
  tokens(): number;
  /** Every token given out so far is worth nothing any more; new ones are given. */
  expireTokens(): void;
  /** From now on tokens carry these scopes. */
  grant(scopes: readonly string[]): void;
  /** Creates and changes of a host today. */
  writes(host: string): number;
  /** Somebody deleted it at the service. */
  lose(id: string): void;
  /** The meeting was held: an instance of this uuid stands, with a summary or without. */
  held(id: string, uuid: string, summary: Summary): void;
  /** A signed call of the service to us. */
  webhook(event: string, payload: Record<string, unknown>, options?: { secret?: string; at?: Date }): { headers: Record<string, string>; body: string };
};

const body = z.object({
  topic: z.string().optional(),
  agenda: z.string().optional(),
  start_time: z.string().optional(),
  duration: z.number().optional(),
  timezone: z.string().optional(),
  password: z.string().optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});

const fault = (status: number, code: number, message: string, headers: Record<string, string> = {}): ServiceAnswer => ({
  status,
  headers,
  body: { code, message },
});

/** Zoom on loopback: one account with hosts, tokens with scopes, the quota of a day, meetings that forget nothing. */
export async function openFakeZoom({
  hosts = ['ann@example.org', 'ben@example.org'],
  now,
  here = false,
}: {
  hosts?: readonly string[];
  now?: () => Date;
  /** Links lead to the fake itself. */ here?: boolean;
} = {}): Promise<FakeZoom> {
  const meetings = new Map<number, Meeting>();
  const instances = new Map<number, { uuid: string; summary: Summary }[]>();
  const tokens = new Map<string, { expires: number; scopes: readonly string[]; account: string }>();
  const writes = new Map<string, number>();
  let scopes: readonly string[] = allScopes;
  let secret = goodAccount.clientSecret;
  let given = 0;
  let next = 85_000_000_001;

  const hostOf = (user: string | undefined): string | undefined => hosts.find((host) => host === user?.toLowerCase() || idOf(host) === user);
  const idOf = (host: string): string => `u-${host.replace(/\W/g, '-')}`;
  const count = (host: string): number => writes.get(`${host} ${service.now().toISOString().slice(0, 10)}`) ?? 0;
  /** Past the quota the service says in an ISO date-time when the next day begins. */
  const spend = (host: string): ServiceAnswer | undefined => {
    const today = service.now();
    if (count(host) >= WRITES_A_DAY) {
      const midnight = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + 1));
      return fault(
        429,
        429,
        `You have exceeded the daily rate limit (${WRITES_A_DAY}) of Meeting Create/Update API requests permitted for this particular user.`,
        {
          'x-ratelimit-category': 'Light',
          'x-ratelimit-type': 'Daily-limit',
          'retry-after': midnight.toISOString().replace(/\.\d+Z$/, 'Z'),
        },
      );
    }
    writes.set(`${host} ${today.toISOString().slice(0, 10)}`, count(host) + 1);
    return undefined;
  };

  const view = (meeting: Meeting, { listed = false } = {}): Record<string, unknown> => ({
    id: meeting.id,
    uuid: meeting.uuid,
    host_id: idOf(meeting.host),
    host_email: meeting.host,
    topic: meeting.topic,
    type: 2,
    agenda: listed ? meeting.agenda.slice(0, LISTED_AGENDA) : meeting.agenda,
    start_time: meeting.start.toISOString().replace(/\.\d+Z$/, 'Z'),
    duration: meeting.duration,
    timezone: meeting.timezone,
    join_url: here ? `${service.url}/__room/${meeting.id}` : `https://example.zoom.us/j/${meeting.id}?pwd=in-the-link`,
    ...(listed
      ? {}
      : {
          start_url: `${here ? `${service.url}/__room` : 'https://example.zoom.us/s'}/${meeting.id}?zak=host-token-canary-${++next}`,
          password: meeting.password,
          settings: meeting.settings,
        }),
  });

  const token = (call: ServiceCall): ServiceAnswer => {
    const sent = z.object({ account_id: z.string() }).parse(call.body);
    const [, basic = ''] = (call.headers.get('authorization') ?? '').split(' ');
    const other = sent.account_id === otherAccount.accountId;
    const right = other ? `${otherAccount.clientId}:${otherAccount.clientSecret}` : `${goodAccount.clientId}:${secret}`;
    if (Buffer.from(basic, 'base64').toString('utf8') !== right)
      return { status: 400, body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' } };
    if (!other && sent.account_id !== goodAccount.accountId) return { status: 400, body: { reason: 'Bad Request', error: 'invalid_request' } };
    const value = `zoom-access-token-canary-${++given}-${randomBytes(6).toString('hex')}`;
    tokens.set(value, { expires: service.now().getTime() + 3_600_000, scopes, account: sent.account_id });
    return { status: 200, body: { access_token: value, token_type: 'bearer', expires_in: 3_600, scope: scopes.join(' '), api_url: 'https://api.zoom.us' } };
  };

  const create = (account: string, host: string, sent: z.output<typeof body>): ServiceAnswer => {
    const limited = spend(host);
    if (limited) return limited;
    const id = next++;
    const meeting: Meeting = {
      id,
      uuid: randomBytes(16).toString('base64'),
      account,
      host,
      topic: sent.topic ?? 'Zoom Meeting',
      agenda: sent.agenda ?? '',
      start: new Date(sent.start_time ?? service.now()),
      duration: sent.duration ?? 60,
      timezone: sent.timezone ?? 'UTC',
      settings: sent.settings ?? {},
      password: sent.password ?? 'zoom-passcode-canary',
    };
    meetings.set(id, meeting);
    return { status: 201, body: view(meeting) };
  };

  /** What stands in the past is passed over in silence, as the service does. */
  const change = (meeting: Meeting, sent: z.output<typeof body>): ServiceAnswer => {
    const limited = spend(meeting.host);
    if (limited) return limited;
    const start = sent.start_time === undefined ? undefined : new Date(sent.start_time);
    Object.assign(meeting, {
      topic: sent.topic ?? meeting.topic,
      agenda: sent.agenda ?? meeting.agenda,
      duration: sent.duration ?? meeting.duration,
      timezone: sent.timezone ?? meeting.timezone,
      start: start && start.getTime() > service.now().getTime() ? start : meeting.start,
      settings: { ...meeting.settings, ...sent.settings },
    });
    return { status: 204 };
  };

  const summaryOf = (key: string): ServiceAnswer => {
    const all = [...instances.values()].flat();
    // an identifier that begins with a slash or holds two is encoded twice
    const found = all.find(({ uuid }) => uuid === key || encodeURIComponent(uuid) === key);
    if (!found) return fault(404, 3001, `Meeting does not exist: ${key}.`);
    if (/^\/|\/\//.test(found.uuid) && found.uuid === key) return fault(400, 300, 'Invalid meeting id.');
    if (found.summary === 'not-ready') return fault(404, 3001, 'Meeting summary does not exist.');
    if (found.summary === 'not-enabled') return fault(403, 200, 'No permission. The account has not enabled AI Companion meeting summary.');
    return { status: 200, body: { meeting_uuid: found.uuid, summary_title: 'Summary', summary_content: found.summary.content } };
  };

  const neededScope = ({ path, method }: ServiceCall): string => {
    if (path === '/users/{userId}') return 'user:read:user:admin';
    if (path?.endsWith('/meeting_summary')) return 'meeting:read:summary:admin';
    if (method === 'POST') return 'meeting:write:meeting:admin';
    if (method === 'PATCH') return 'meeting:update:meeting:admin';
    if (method === 'DELETE') return 'meeting:delete:meeting:admin';
    return path === '/users/{userId}/meetings' ? 'meeting:read:list_meetings:admin' : 'meeting:read:meeting:admin';
  };

  const handle = (call: ServiceCall): ServiceAnswer => {
    if (call.path === '/oauth/token') return token(call);
    const held = tokens.get((call.headers.get('authorization') ?? '').replace(/^Bearer /, ''));
    if (!held) return fault(401, 124, 'Invalid access token.');
    if (held.expires <= service.now().getTime()) return fault(401, 124, 'Access token is expired.');
    const needed = neededScope(call);
    if (!held.scopes.includes(needed)) return fault(400, 4711, `Invalid access token, does not contain scopes:[${needed}]`);
    if (call.path?.startsWith('/users/')) {
      const host = hostOf(call.params.userId);
      if (!host) return fault(404, 1001, `User does not exist: ${call.params.userId}.`);
      if (call.path === '/users/{userId}') return { status: 200, body: { id: idOf(host), email: host, type: 2, status: 'active', timezone: 'Europe/Berlin' } };
      if (call.method === 'POST') return create(held.account, host, body.parse(call.body));
      const all = [...meetings.values()].filter(
        (one) => one.account === held.account && one.host === host && one.start.getTime() + one.duration * 60_000 > service.now().getTime(),
      );
      const size = Number(call.query.get('page_size') ?? 30);
      const from = Number(call.query.get('next_page_token') ?? 0);
      const more = from + size < all.length;
      return {
        status: 200,
        body: {
          page_size: size,
          next_page_token: more ? String(from + size) : '',
          meetings: all.slice(from, from + size).map((one) => view(one, { listed: true })),
        },
      };
    }
    const key = call.params.meetingId ?? '';
    if (call.path?.endsWith('/meeting_summary')) return summaryOf(key);
    if (call.path?.startsWith('/past_meetings/')) {
      const newest = instances.get(Number(key))?.at(-1);
      return newest
        ? { status: 200, body: { id: Number(key), uuid: newest.uuid, topic: meetings.get(Number(key))?.topic ?? '' } }
        : fault(404, 3001, `Meeting does not exist: ${key}.`);
    }
    const meeting = meetings.get(Number(key));
    if (meeting?.account !== held.account) return fault(404, 3001, `Meeting does not exist: ${key}.`);
    if (call.method === 'GET') return { status: 200, body: view(meeting) };
    if (call.method === 'PATCH') return change(meeting, body.parse(call.body));
    meetings.delete(meeting.id);
    return { status: 204 };
  };

  const service = await openFakeService({
    documents: [described, further],
    prefix: '/v2',
    ...(now ? { now } : {}),
    isToken: (path) => path === '/oauth/token',
    handle,
    words: {
      unauthorized: { code: 124, message: 'Invalid access token.' },
      forbidden: { code: 200, message: 'No permission: vendor-text-canary.' },
      'rate-limited': { code: 429, message: 'You have reached the maximum per-second rate limit for this API. Try again later.' },
      'server-error': { code: 500, message: 'vendor-text-canary' },
      'bad-request': { code: 300, message: 'Validation Failed.', errors: [{ field: 'vendor-text-canary', message: 'Invalid field.' }] },
    },
    limitHeaders: ({ form }) => ({ 'x-ratelimit-type': form === 'iso' ? 'Daily-limit' : 'QPS', 'x-ratelimit-category': 'Light', 'x-ratelimit-remaining': '0' }),
  });

  return {
    service,
    url: service.url,
    rooms: () => [...meetings.values()].map(({ id, topic, start }) => ({ id: String(id), title: topic, start })),
    meetings: () => [...meetings.values()],
    fault: (kind, retryAfterS = 30) => service.fault({ kind, retryAfterS }),
    revoke: () => {
      secret = 'another';
      tokens.clear();
    },
    tokens: () => given,
    expireTokens: () => tokens.clear(),
    grant: (some) => {
      scopes = some;
      tokens.clear();
    },
    writes: count,
    lose: (id) => {
      meetings.delete(Number(id));
    },
    held: (id, uuid, summary) => {
      instances.set(Number(id), [...(instances.get(Number(id)) ?? []), { uuid, summary }]);
    },
    webhook: (event, payload, { secret: key = goodAccount.webhookSecret, at = service.now() } = {}) => {
      const sent = JSON.stringify({ event, event_ts: at.getTime(), payload });
      const stamp = String(Math.floor(at.getTime() / 1_000));
      const signature = createHmac('sha256', key).update(`v0:${stamp}:${sent}`).digest('hex');
      return { body: sent, headers: { 'content-type': 'application/json', 'x-zm-signature': `v0=${signature}`, 'x-zm-request-timestamp': stamp } };
    },
    close: service.close,
  };
}
