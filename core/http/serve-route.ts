import type { Env, Preferences, RequestInfo } from '../env.ts';
import { AtriumError, fail } from '../errors.ts';
import type { Generation } from '../plugin/generation.ts';
import { callPlugin, PIECE_S } from '../plugin/plugin-deadline.ts';
import { pluginPlaces, runAs } from '../plugin/running-plugin.ts';
import { framesOf, suspect } from '../plugin/suspect.ts';
import type { Principal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { describeThrown, readMember } from '../thrown.ts';
import { pickLanguage, wantsHtml, wantsJson } from './accepts.ts';
import { type Answer, answerOf, responseOf } from './answer.ts';
import { answerInTime, DEFAULT_ANSWER_S, type Deadline } from './answer-in-time.ts';
import { type Authenticator, visitor } from './authenticate.ts';
import { addressBlock } from './client-address.ts';
import type { CompiledRoute } from './compile-routes.ts';
import { type CookieJar, readCookie } from './cookies.ts';
import { ErrorPage } from './error-page.tsx';
import { findAnswer, type IdempotencyClaim, idempotencyClaim, once, type StoredAnswer } from './idempotency.ts';
import { sameOrigin } from './origin.ts';
import { bodyKind, parseBody, parseQuery, refuseNul } from './parse-body.ts';
import { problemOf, toFault } from './problem.ts';
import { randomText } from './random-text.ts';
import { type Turn, takeTurns } from './rate-limit.ts';
import { readBytes } from './read-bytes.ts';
import type { Incoming } from './route.ts';
import { signInAddress } from './sign-in-address.ts';
import { validate } from './validate.ts';

/** What all requests of one generation share. */
export type Site = {
  readonly runtime: Runtime;
  readonly generation: Generation;
  readonly authenticator: Authenticator;
  readonly jar: CookieJar;
  readonly headers: Readonly<Record<string, string>>;
  readonly origin: string;
  /** May the origin that the Host header names be ours too? Not in production. */
  readonly anyHost: boolean;
};

/** One request on its way; grows from step to step, so that an error at any step knows as much as there is. */
export type Visit = {
  readonly request: Request;
  readonly info: RequestInfo;
  readonly html: boolean;
  readonly sentJson: boolean;
  principal: Principal;
  preferences: Preferences | undefined;
  env: Env | undefined;
  incoming: Incoming | undefined;
  deadline: Deadline | undefined;
  /** What went wrong, and the thing that was thrown (anything at all). */
  failed: { fault: AtriumError; thrown: unknown } | undefined;
};

const emptyQuery: Record<string, string> = Object.freeze({});
const neverAborted = new AbortController().signal;

export function startVisit(site: Site, request: Request, id: string, address: string): Visit {
  let url: URL | undefined;
  let nonce: string | undefined;
  const info: RequestInfo = {
    id,
    method: request.method,
    get url() {
      url ??= new URL(request.url.slice(request.url.indexOf('/', request.url.indexOf('://') + 3)), site.origin);
      return url;
    },
    address,
    get nonce() {
      nonce ??= randomText(16);
      return nonce;
    },
  };
  const sentJson = request.method !== 'GET' && request.method !== 'HEAD' && bodyKind(request.headers.get('content-type')) === 'json';
  return {
    request,
    info,
    html: wantsHtml(request.headers, sentJson),
    sentJson,
    principal: visitor,
    preferences: undefined,
    env: undefined,
    incoming: undefined,
    deadline: undefined,
    failed: undefined,
  };
}

async function preferencesOf(site: Site, visit: Visit): Promise<Preferences> {
  if (visit.preferences) return visit.preferences;
  const defaults = await site.runtime.defaultPreferences(visit.principal.org);
  const language = pickLanguage(visit.request.headers.get('accept-language'), site.generation.translations.languages, defaults.language);
  visit.preferences = language === defaults.language ? defaults : { ...defaults, language };
  return visit.preferences;
}

const makeEnv = async (site: Site, visit: Visit, plugin: string): Promise<Env> =>
  site.runtime.env({ plugin, principal: visit.principal, request: visit.info, preferences: await preferencesOf(site, visit) });

/** Steps 1–2: who acts, and may they enter? @throws ORIGIN_REFUSED, AUTH_REQUIRED, ACCESS_DENIED, NOT_FOUND */
async function enter(site: Site, visit: Visit, { route, group, unsafe }: CompiledRoute, params: Record<string, string>): Promise<void> {
  if (route.auth === 'webhook') return;
  const { headers } = visit.request;
  if (route.api && (route.auth === 'user' || group !== undefined)) {
    const authorization = headers.get('authorization');
    if (authorization !== null) return enterByKey(site, visit, authorization, group);
  }
  const token = readCookie(headers.get('cookie'), site.jar.session);
  if (unsafe) {
    const host = headers.get('host') ?? (site.anyHost ? new URL(visit.request.url).host : null);
    const origins = site.anyHost && host !== null ? [site.origin, `http://${host}`, `https://${host}`] : [site.origin];
    if (!sameOrigin(headers, origins, token !== undefined && route.auth !== 'portal')) throw fail('ORIGIN_REFUSED');
  }
  if (route.auth === 'portal') {
    const given = params[route.portal?.param ?? ''] ?? '';
    const holder = route.portal ? await site.authenticator.byToken(route.portal.kind, given) : undefined;
    if (holder) visit.principal = holder;
    else if (!route.portal?.optional) throw fail('NOT_FOUND');
    return;
  }
  if (token !== undefined) {
    const found = await site.authenticator.bySession(token, visit.info);
    if (found) {
      visit.principal = found.principal;
      visit.preferences = found.preferences;
    }
  }
  if (route.auth === 'public') return;
  if (visit.principal.kind !== 'user') throw fail('AUTH_REQUIRED');
  if (group !== undefined && !visit.principal.groups.has(group)) throw fail('ACCESS_DENIED');
}

/** A request that names a key stands or falls with it: its cookies are not looked at, so the rules for other sites' pages do not matter. */
async function enterByKey(site: Site, visit: Visit, authorization: string, group: string | undefined): Promise<void> {
  const key = /^Bearer +([^\s]+)$/i.exec(authorization)?.[1];
  const found = key === undefined ? undefined : await site.authenticator.byKey(key, visit.info);
  if (!found) {
    site.runtime.security.note({ org: visit.principal.org, kind: 'key-refused', address: visit.info.address });
    throw fail('AUTH_REQUIRED', { detail: 'This key is unknown, has expired or was revoked.' });
  }
  visit.principal = found.principal;
  visit.preferences = found.preferences;
  const account = found.principal.kind === 'user' ? found.principal.account : undefined;
  site.runtime.security.note({ org: found.principal.org, kind: 'key-used', address: visit.info.address, account });
  if (group !== undefined && !visit.principal.groups.has(group)) throw fail('ACCESS_DENIED');
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Step 3: reads what was sent and checks it. `visit.incoming` is there from the moment that something could be read, so that a form can be shown again. */
async function readRequest(site: Site, visit: Visit, { plugin, route, unsafe, maxBody }: CompiledRoute, params: Record<string, string>): Promise<Incoming> {
  const { request } = visit;
  const contentType = request.headers.get('content-type');
  const incoming: Incoming = {
    params,
    query: emptyQuery,
    body: undefined,
    raw: {},
    bytes: new Uint8Array(0),
    header: (name) => request.headers.get(name) ?? undefined,
    cookie: (name) => readCookie(request.headers.get('cookie'), site.jar.own(plugin, name)),
    wantsJson: wantsJson(request.headers, visit.sentJson),
    get signal() {
      return visit.deadline?.signal ?? neverAborted;
    },
  };
  visit.incoming = incoming;
  for (const name in params) refuseNul(params[name] ?? '', name);
  const query = parseQuery(request.url, route.query !== undefined);
  if (unsafe) {
    incoming.bytes = await readBytes(request, maxBody);
    const kind = bodyKind(contentType);
    const hook = route.auth === 'webhook';
    if ((kind === 'none' || kind === 'other') && incoming.bytes.byteLength > 0 && route.body !== undefined && !hook) throw fail('MEDIA_TYPE_UNSUPPORTED');
    let parsed: unknown = {};
    if (kind !== 'none' && kind !== 'other') {
      try {
        parsed = await parseBody(kind, incoming.bytes, contentType ?? '');
      } catch (error) {
        // A webhook's handler first checks the signature over the bytes, then judges them itself.
        if (!hook || route.body !== undefined) throw error;
      }
    }
    if (isRecord(parsed)) incoming.raw = parsed;
    incoming.body = parsed;
  }
  // What the handler is promised by type is what its schemas gave.
  incoming.params = validate(route.params, params) as Record<string, string>;
  incoming.query = validate(route.query, query) as Record<string, string>;
  if (unsafe) incoming.body = validate(route.body, incoming.body);
  return incoming;
}

async function turnsOf(visit: Visit, env: Env, { route, unsafe }: CompiledRoute, incoming: Incoming, params: Record<string, string>): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (const limit of route.limits ?? []) {
    if (!unsafe && !limit.reads) continue;
    let subject: string | undefined;
    if (typeof limit.per === 'function') subject = limit.per(incoming);
    else if (limit.per === 'address') subject = addressBlock(visit.info.address);
    else if (limit.per === 'token') subject = route.portal ? params[route.portal.param] : undefined;
    else subject = visit.principal.kind === 'user' ? ((limit.per === 'caller' ? visit.principal.key : undefined) ?? visit.principal.account) : undefined;
    if (subject === undefined || subject === '') continue;
    turns.push({ name: limit.name, subject, max: typeof limit.max === 'function' ? await limit.max(env) : limit.max, window: limit.window });
  }
  return turns;
}

function claimOf(visit: Visit, { route }: CompiledRoute, incoming: Incoming): IdempotencyClaim | undefined {
  const field = incoming.raw.idempotency_key;
  const key = visit.request.headers.get('idempotency-key') ?? (typeof field === 'string' && field !== '' ? field : undefined);
  if (key === undefined) return undefined;
  const { principal } = visit;
  // A key that opens less must not be given what another key of the same person was answered.
  const actor = principal.kind !== 'user' ? principal.kind : principal.key === undefined ? `account ${principal.account}` : `key ${principal.key}`;
  const path = visit.info.url.pathname + visit.info.url.search;
  const multipart = bodyKind(visit.request.headers.get('content-type')) === 'multipart';
  // Boundaries of a multipart form differ each time; its fields do not. Files in it are told apart by name and size.
  const body = multipart ? JSON.stringify(incoming.raw, (_, value: unknown) => (value instanceof File ? [value.name, value.size] : value)) : incoming.bytes;
  return idempotencyClaim(key, { org: principal.org, method: route.method, path, actor }, body);
}

const replayOf = (stored: StoredAnswer): Answer => ({
  status: stored.status,
  headers: { ...stored.headers, 'idempotency-replayed': 'true' },
  body: stored.body,
  cookies: [],
});

/** Steps 4–6: limits, idempotency, the handler. */
async function work(site: Site, visit: Visit, compiled: CompiledRoute, params: Record<string, string>): Promise<Answer> {
  const { route, plugin, unsafe } = compiled;
  const { database } = site.runtime;
  const incoming = await readRequest(site, visit, compiled, params);
  const env = await makeEnv(site, visit, plugin);
  visit.env = env;
  const claim = route.idempotent && unsafe ? claimOf(visit, compiled, incoming) : undefined;
  if (route.limits) {
    const refused = await takeTurns(database, visit.principal.org, await turnsOf(visit, env, compiled, incoming, params), claim?.key ?? null);
    if (refused) {
      // The second click of a double click waits for, or gets, the answer of the first; it is no second try.
      const stored = claim ? await findAnswer(database, claim) : undefined;
      if (stored) return replayOf(stored);
      throw fail('RATE_LIMITED', {
        detail: env.t('Too many requests. Please try again in {seconds} seconds.', { seconds: refused.seconds }),
        extra: { retryAfter: refused.seconds },
      });
    }
  }
  const handle = (): Promise<Answer> => runAs(plugin, `route ${compiled.pattern}`, answer);
  const answer = async (): Promise<Answer> => {
    // The access table and the declared types bind the handler to its plugin; the host hands over what was built for exactly that plugin.
    const own = env as Env<never>;
    const reply = await route.handler(own, incoming);
    const ancestors = route.frameAncestors ? await route.frameAncestors(own, incoming) : [];
    return answerOf(reply, { plugin, nonce: visit.info.nonce, jar: site.jar, ancestors, now: site.runtime.now(), origin: site.origin });
  };
  return answerInTime(route.timeout ?? DEFAULT_ANSWER_S, async (deadline) => {
    visit.deadline = deadline;
    if (!claim) return handle();
    let given: Answer | undefined;
    const { replay } = await once(database, claim, async () => {
      given = await handle();
      if (given.status >= 400) return 'refused';
      // A session is for the browser that signed in, not for whoever repeats the request.
      if (given.cookies.length > 0) return 'unstored';
      return {
        status: given.status,
        headers: given.headers,
        nonce: visit.info.nonce,
        body: typeof given.body === 'string' ? Buffer.from(given.body) : (given.body ?? Buffer.alloc(0)),
      };
    });
    if (replay) return replayOf(replay);
    if (!given) throw new TypeError('the handler gave no answer');
    return given;
  });
}

const isRetryAfter = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0;

/** The same refusal, for a browser as a page (the route's own, the slot's or the plain one), for anything else as a problem document. */
export async function refuse(site: Site, visit: Visit, thrown: unknown, compiled?: CompiledRoute): Promise<Answer> {
  const fault = toFault(thrown);
  visit.failed = { fault, thrown };
  if (compiled && (fault.code === 'INTERNAL' || fault.code === 'ANSWER_LATE')) {
    const plugin = suspect(framesOf(readMember(thrown, 'stack')), compiled.plugin, pluginPlaces()) ?? compiled.plugin;
    site.runtime.faults?.count(plugin, fault.code === 'INTERNAL' ? 'thrown' : 'late', `route ${compiled.pattern}`, thrown);
  }
  const answer = await refusal(site, visit, fault, compiled).catch((error: unknown) => {
    site.runtime.log.error({ request: visit.info.id, ...describeThrown(error) }, 'error page failed');
    return problemAnswer(fault, visit, (text) => text);
  });
  if (compiled?.route.api && answer.status === 401) answer.headers['www-authenticate'] = 'Bearer';
  if (isRetryAfter(fault.extra.retryAfter)) answer.headers['retry-after'] = String(Math.ceil(fault.extra.retryAfter));
  return answer;
}

const problemAnswer = (fault: AtriumError, visit: Visit, t: (text: string) => string): Answer => ({
  status: fault.status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  body: JSON.stringify(problemOf(fault, visit.info.id, t)),
  cookies: [],
});

async function refusal(site: Site, visit: Visit, fault: AtriumError, compiled: CompiledRoute | undefined): Promise<Answer> {
  const { translations, plugins } = site.generation;
  const language = visit.preferences?.language ?? pickLanguage(visit.request.headers.get('accept-language'), translations.languages, 'en');
  const t = (text: string): string => translations.translate(language, text);
  if (!visit.html) return problemAnswer(fault, visit, t);
  const context = { plugin: compiled?.plugin ?? 'core', nonce: visit.info.nonce, jar: site.jar, ancestors: [], now: site.runtime.now(), origin: site.origin };
  if (fault.code === 'AUTH_REQUIRED' && !visit.request.headers.has('authorization')) {
    return { status: 303, headers: { location: signInAddress(visit.request.method, visit.request.url) }, body: null, cookies: [] };
  }
  if (compiled?.route.onError && visit.incoming && fault.status < 500) {
    try {
      const env = visit.env ?? (await makeEnv(site, visit, compiled.plugin));
      const error = {
        code: fault.code,
        status: fault.status,
        title: t(fault.title),
        detail: fault.message === fault.title ? t(fault.title) : fault.message,
        issues: fault.issues,
        extra: fault.extra,
      };
      const { plugin, route, pattern } = compiled;
      const { incoming } = visit;
      return await callPlugin(plugin, `onError of ${pattern}`, DEFAULT_ANSWER_S, async () => {
        const ancestors = route.frameAncestors ? await route.frameAncestors(env as Env<never>, incoming) : [];
        return answerOf((await route.onError?.(env as Env<never>, incoming, error)) ?? { status: fault.status, headers: {}, body: { kind: 'empty' } }, {
          ...context,
          ancestors,
        });
      });
    } catch (error) {
      // the page cannot be shown for the very reason of the refusal: the plain page says it
      if (!(error instanceof AtriumError && error.code === fault.code))
        site.runtime.log.error({ request: visit.info.id, plugin: compiled.plugin, route: compiled.pattern, ...describeThrown(error) }, 'onError failed');
    }
  }
  for (const plugin of plugins) {
    const slot = plugin.slots?.['error-page'];
    if (!slot) continue;
    try {
      const env = await makeEnv(site, visit, plugin.name);
      const error = {
        code: fault.code,
        status: fault.status,
        title: t(fault.title),
        detail: fault.message === fault.title ? t(fault.title) : fault.message,
        issues: fault.issues,
        extra: fault.extra,
      };
      const node: unknown = await callPlugin(plugin.name, 'slot error-page', PIECE_S, () => slot(env as Env<never>, { error, requestId: visit.info.id }));
      return await answerOf({ status: fault.status, headers: {}, body: { kind: 'html', node } }, context);
    } catch (error) {
      site.runtime.log.error({ request: visit.info.id, plugin: plugin.name, ...describeThrown(error) }, 'slot error-page failed');
    }
  }
  const node = ErrorPage({ fault, requestId: visit.info.id, nonce: visit.info.nonce, language, t });
  return answerOf({ status: fault.status, headers: {}, body: { kind: 'html', node } }, context);
}

/** One request through all steps. Never throws. */
export async function serveRoute(site: Site, visit: Visit, compiled: CompiledRoute, params: Record<string, string>): Promise<Response> {
  let answer: Answer;
  try {
    await enter(site, visit, compiled, params);
    answer = await work(site, visit, compiled, params);
  } catch (thrown) {
    answer = await refuse(site, visit, thrown, compiled);
  }
  const personal = visit.principal.kind !== 'anonymous' || answer.cookies.length > 0 || answer.status >= 400;
  return responseOf(answer, site.headers, visit.info.id, personal ? 'no-store' : 'no-cache');
}
