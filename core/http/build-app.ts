import { type Context, Hono } from 'hono';
import { securityOfRequest } from '../audit/security-of-request.ts';
import { fail } from '../errors.ts';
import type { Generation } from '../plugin/generation.ts';
import type { Runtime } from '../runtime.ts';
import { describeThrown } from '../thrown.ts';
import { responseOf } from './answer.ts';
import { createAuthenticator } from './authenticate.ts';
import { createClientAddress } from './client-address.ts';
import { type CompiledRoute, compileRoutes } from './compile-routes.ts';
import { createCookieJar } from './cookies.ts';
import { createGate } from './create-gate.ts';
import { ownRoutes } from './own-routes.ts';
import { randomText } from './random-text.ts';
import { refuse } from './refuse.ts';
import { securityHeaders } from './security-headers.ts';
import { serveRoute } from './serve-route.ts';
import { type Site, startVisit, type Visit } from './visit.ts';

/** One generation as something that answers requests. Never changed: to change anything, build the next one and swap. */
export type HttpApp = { fetch(request: Request, connection?: { address: string | undefined }): Promise<Response> };

type Bindings = { Bindings: { visit: Visit; connection: string | undefined } };

/** Enough that every connection is busy while pages are made of what others read. */
const READS_PER_CONNECTION = 4;
const saneRequestId = /^[\w.-]{8,100}$/;

/** @throws TypeError naming plugin and route where one has no `auth`, or two clash */
export function buildApp(runtime: Runtime, generation: Generation): HttpApp {
  const { config, log } = runtime;
  const publicUrl = new URL(config.url);
  const https = publicUrl.protocol === 'https:';
  const site: Site = {
    runtime,
    generation,
    authenticator: createAuthenticator(runtime, generation),
    jar: createCookieJar(https),
    headers: securityHeaders(https),
    origin: publicUrl.origin,
    anyHost: config.mode !== 'production',
    reading: createGate(config.poolSize * READS_PER_CONNECTION),
  };
  const clientAddress = createClientAddress(config.trustedProxies);
  const app = new Hono<Bindings>();

  const logLine = (visit: Visit, route: string, status: number, started: number, compiled?: CompiledRoute): void => {
    const line = { request: visit.info.id, method: visit.request.method, route, status, ms: Math.round((performance.now() - started) * 100) / 100 };
    if (visit.failed) {
      const { fault, thrown } = visit.failed;
      const seen = securityOfRequest(fault.code, visit, compiled);
      if (seen) runtime.security.note(seen);
      const failed = { ...line, code: fault.code };
      if (fault.level === 'error') log.error({ ...failed, ...describeThrown(fault.cause ?? thrown) }, 'request failed');
      else log[fault.level](failed, 'request');
      return;
    }
    log.info(line, 'request');
  };
  const refused = async (visit: Visit, thrown: unknown): Promise<Response> => {
    const answer = await refuse(site, visit, thrown);
    return responseOf(answer, site.headers, visit.info.id, 'no-store');
  };
  type Handler = (context: Context<Bindings>, visit: Visit) => Promise<Response>;
  const timed = (pattern: string, handle: Handler, compiled?: CompiledRoute) => async (context: Context<Bindings>) => {
    const started = performance.now();
    const { visit } = context.env;
    const response = await handle(context, visit);
    if (compiled) runtime.times.note(pattern, performance.now() - started);
    logLine(visit, pattern, response.status, started, compiled);
    return response;
  };

  const own = ownRoutes(runtime, generation);
  const routes = compileRoutes(generation);
  const taken = new Set(own.map(({ path }) => path));
  for (const { plugin, route } of routes)
    if (taken.has(route.path)) throw new TypeError(`route ${route.method} ${route.path} of plugin "${plugin}" is the core's own`);

  for (const { path, answer } of own) {
    app.on('GET', path, async (context) => {
      const given = await answer();
      const headers: Record<string, string> = { ...site.headers, 'x-request-id': context.env.visit.info.id, ...given.headers };
      return new Response(typeof given.body === 'string' ? given.body : Buffer.from(given.body), { status: given.status, headers });
    });
  }
  for (const compiled of routes) {
    app.on(
      compiled.route.method,
      compiled.route.path,
      timed(compiled.pattern, (context, visit) => serveRoute(site, visit, compiled, context.req.param()), compiled),
    );
  }
  // Last, so that a pattern never hides another plugin's word: the same paths with any other method.
  const methods = new Map<string, Set<string>>(own.map(({ path }) => [path, new Set(['GET', 'HEAD'])]));
  for (const { route } of routes) {
    const known = methods.get(route.path) ?? new Set<string>();
    methods.set(route.path, known.add(route.method));
    if (route.method === 'GET') known.add('HEAD');
  }
  for (const [path, allowed] of methods) {
    const allow = [...allowed].sort().join(', ');
    app.all(
      path,
      timed(`* ${path}`, async (_, visit) => {
        const response = await refused(visit, fail('METHOD_NOT_ALLOWED'));
        response.headers.set('allow', allow);
        return response;
      }),
    );
  }
  app.notFound(timed('none', (_, visit) => refused(visit, fail('NOT_FOUND'))));
  // serveRoute answers its own errors; this is for what the core itself got wrong.
  app.onError((error, context) => refused(context.env.visit, error));

  const hostAllowed = (request: Request): boolean => {
    if (site.anyHost) return true;
    const url = request.url;
    const start = url.indexOf('://') + 3;
    const end = url.indexOf('/', start);
    const host = url.slice(start, end === -1 ? undefined : end);
    return host === publicUrl.host || url.startsWith('/healthz', end) || url.startsWith('/readyz', end);
  };

  return {
    fetch: async (request, connection) => {
      const { headers } = request;
      const client = clientAddress(connection?.address, headers.get('x-forwarded-for'));
      const given = client.trusted ? headers.get('x-request-id') : null;
      const id = given !== null && saneRequestId.test(given) ? given : randomText(12);
      const visit = startVisit(site, request, id, client.address);
      try {
        if (!hostAllowed(request)) {
          const started = performance.now();
          const response = await refused(visit, fail('INPUT_MALFORMED', { detail: 'This host name is not served here.' }));
          logLine(visit, 'none', response.status, started);
          return response;
        }
        return await app.fetch(request, { visit, connection: connection?.address });
      } catch (thrown) {
        // A thrown string passes hono's onError by.
        log.error({ request: id, ...describeThrown(thrown) }, 'request failed');
        return refused(visit, thrown);
      }
    },
  };
}
