import type { Env } from '../env.ts';
import { fail } from '../errors.ts';
import { runAs } from '../plugin/running-plugin.ts';
import type { Principal } from '../principal.ts';
import { wantsJson } from './accepts.ts';
import { afterFirst } from './after-first.ts';
import { type Answer, answerOf, responseOf } from './answer.ts';
import { answerInTime, DEFAULT_ANSWER_S } from './answer-in-time.ts';
import { addressBlock } from './client-address.ts';
import type { CompiledRoute } from './compile-routes.ts';
import { readCookie } from './cookies.ts';
import { enter } from './enter.ts';
import { findAnswer, type IdempotencyClaim, idempotencyClaim, type Outcome, once, type StoredAnswer } from './idempotency.ts';
import { bodyKind, parseBody, parseQuery, refuseNul } from './parse-body.ts';
import { type Turn, takeTurns } from './rate-limit.ts';
import { readBytes } from './read-bytes.ts';
import { refuse } from './refuse.ts';
import type { Incoming } from './route.ts';
import { validate } from './validate.ts';
import { makeEnv, type Site, type Visit } from './visit.ts';

const emptyQuery: Record<string, string> = Object.freeze({});
const neverAborted = new AbortController().signal;
const noDoubts: ReadonlyMap<string, number> = new Map();

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
    doubts: noDoubts,
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

/** What the token opens, so that a record with several addresses is counted once; what opens nothing is counted by itself. */
const openedBy = (principal: Principal, token: string | undefined): string | undefined =>
  principal.kind === 'portal' ? `${principal.tokenKind} ${principal.record}` : token;

async function turnsOf(visit: Visit, env: Env, { route }: CompiledRoute, incoming: Incoming, params: Record<string, string>): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (const limit of route.limits ?? []) {
    let subject: string | readonly string[] | undefined;
    if (typeof limit.per === 'function') subject = limit.per(incoming);
    else if (limit.per === 'address') subject = addressBlock(visit.info.address);
    else if (limit.per === 'token') subject = route.portal ? openedBy(visit.principal, params[route.portal.param]) : undefined;
    else subject = visit.principal.kind === 'user' ? ((limit.per === 'caller' ? visit.principal.key : undefined) ?? visit.principal.account) : undefined;
    const subjects = (typeof subject === 'string' ? [subject] : (subject ?? [])).filter((one) => one !== '');
    if (subjects.length === 0) continue;
    const doubt = typeof limit.doubt === 'function' ? await limit.doubt(env) : limit.doubt;
    const max = typeof limit.max === 'function' ? await limit.max(env) : limit.max;
    for (const one of subjects) turns.push({ name: limit.name, subject: one, max, doubt, window: limit.window });
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
  // Programs are told to come again; a browser would show that to whoever clicked twice.
  const inTurn = <T>(look: () => Promise<T>): Promise<T> => (incoming.wantsJson ? look() : afterFirst(look));
  if (route.limits) {
    const turns = await turnsOf(visit, env, compiled, incoming, params);
    const { refusal: refused, doubts } = await takeTurns(database, visit.principal.org, turns, claim?.key ?? null);
    incoming.doubts = doubts;
    if (refused) {
      // The second click of a double click waits for, or gets, the answer of the first; it is no second try.
      const stored = claim ? await inTurn(() => findAnswer(database, claim)) : undefined;
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
    const work = async (): Promise<Outcome> => {
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
    };
    const { replay } = await inTurn(() => once(database, claim, work));
    if (replay) return replayOf(replay);
    if (!given) throw new TypeError('the handler gave no answer');
    return given;
  });
}

/** One request through all steps. Never throws. */
export async function serveRoute(site: Site, visit: Visit, compiled: CompiledRoute, params: Record<string, string>): Promise<Response> {
  let answer: Answer;
  try {
    const serve = async (): Promise<Answer> => {
      await enter(site, visit, compiled, params);
      return work(site, visit, compiled, params);
    };
    // What writes has a body, and whoever sends that slowly must not stand in the way of others.
    answer = await (compiled.unsafe ? serve() : site.reading(serve));
  } catch (thrown) {
    answer = await refuse(site, visit, thrown, compiled);
  }
  const personal = visit.principal.kind !== 'anonymous' || answer.cookies.length > 0 || answer.status >= 400;
  return responseOf(answer, site.headers, visit.info.id, personal ? 'no-store' : 'no-cache');
}
