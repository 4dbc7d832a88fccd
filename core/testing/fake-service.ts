import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Finding, OpenApi } from './request-checker.ts';
import { requestChecker } from './request-checker.ts';

/** What reaches a fake, checked already. `path` is the described template, `undefined` where none fits. */
export type ServiceCall = Finding & {
  method: string;
  /** As sent, still encoded. */
  rawPath: string;
  query: URLSearchParams;
  headers: Headers;
  text: string;
};

/** `body`: a value is sent as JSON, a text as it is. */
export type ServiceAnswer = { status: number; headers?: Record<string, string>; body?: unknown };

const limitForms = ['seconds', 'http-date', 'iso', 'reset', 'none'] as const;
/** In which form a limit says when to come back. */
export type LimitForm = (typeof limitForms)[number];

const faultKinds = [
  'unauthorized',
  'forbidden',
  'bad-request',
  'rate-limited',
  'server-error',
  'html',
  'xml',
  'truncated',
  'hang-before',
  'hang-after',
  'reset-before',
  'reset-after',
] as const;
/** How a call is answered. `…-before`: nothing has happened; `…-after`: the work is done, and the answer is lost. */
export type ServiceFaultKind = (typeof faultKinds)[number];

const plannedFault = z.object({
  kind: z.enum(faultKinds),
  /** How often; once unless given. */
  times: z.number().int().min(1).default(1),
  /** Calls that it meets. `token`: those for a token. */
  on: z.enum(['write', 'read', 'token', 'any']).default('write'),
  /** Of a limit: seconds to wait, and how that is said. */
  retryAfterS: z.number().default(30),
  form: z.enum(limitForms).default('seconds'),
});
/** One or more calls to come that go wrong; the next write, once, unless it says otherwise. */
export type ServiceFault = z.input<typeof plannedFault>;
type Planned = z.output<typeof plannedFault>;

export type FakeServiceOptions = {
  /** Descriptions of the service; a call that fits none is refused and noted. */
  documents: readonly OpenApi[];
  /** Before the described paths: `/v2`. */
  prefix?: string;
  /** Of the service; the true time unless given. */
  now?: () => Date;
  /** Is it a call for a token? */
  isToken(rawPath: string): boolean;
  /** Calls besides the matter itself (subscriptions): met by faults on `any` alone. */
  isAside?(rawPath: string): boolean;
  handle(call: ServiceCall): ServiceAnswer | Promise<ServiceAnswer>;
  /** How this service words its refusals, without their status. */
  words?: Partial<Record<ServiceFaultKind, unknown>>;
  /** Further headers of a limit: how this service names its kind. */
  limitHeaders?(fault: Planned): Record<string, string>;
};

/** A stateful HTTP service on loopback that stands in for one outside. */
export type FakeService = {
  /** Without a slash at the end. `/__room/<anything>` is a page: a place to which links may lead. */
  readonly url: string;
  /** Every call that came, in order; faults of calls are in there too. */
  readonly calls: readonly ServiceCall[];
  /** What calls did that the real service would refuse. A test expects it to be empty. */
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
  /** The clock of the service, with its error. */
  now(): Date;
  /** Also `POST /__fault` with the same as JSON, from another process. */
  fault(fault: ServiceFault): void;
  /** Forgets the faults that have not happened yet. */
  heal(): void;
  /** Its clock is wrong by so many seconds, and its `Date` header with it. Also `POST /__clock {"seconds": 600}`. */
  skew(seconds: number): void;
  close(): Promise<void>;
};

const statuses: Partial<Record<ServiceFaultKind, number>> = { unauthorized: 401, forbidden: 403, 'bad-request': 400, 'rate-limited': 429, 'server-error': 500 };

const limitSaid = (form: LimitForm, until: Date, now: Date): Record<string, string> => {
  if (form === 'none') return {};
  if (form === 'reset') return { 'x-ratelimit-reset': String(Math.ceil(until.getTime() / 1_000)) };
  if (form === 'iso') return { 'retry-after': until.toISOString().replace(/\.\d+Z$/, 'Z') };
  if (form === 'http-date') return { 'retry-after': until.toUTCString() };
  return { 'retry-after': String(Math.round((until.getTime() - now.getTime()) / 1_000)) };
};

/** Opens a fake on a free loopback port. What it keeps, `handle` keeps. */
export async function openFakeService(options: FakeServiceOptions): Promise<FakeService> {
  const check = requestChecker(options.documents, options.prefix === undefined ? {} : { prefix: options.prefix });
  const calls: ServiceCall[] = [];
  const faults: string[] = [];
  const warnings: string[] = [];
  let planned: Planned[] = [];
  let skewMs = 0;
  const now = (): Date => new Date((options.now?.() ?? new Date()).getTime() + skewMs);

  const send = (response: ServerResponse, { status, headers, body }: ServiceAnswer): void => {
    const text = body === undefined || status === 204 ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    response
      .writeHead(status, { date: now().toUTCString(), ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }), ...headers })
      .end(text);
  };

  /** The fault that this call meets, once less from now on. */
  const meet = (call: ServiceCall): Planned | undefined => {
    const token = options.isToken(call.rawPath);
    const write = !token && call.method !== 'GET';
    const aside = options.isAside?.(call.rawPath) ?? false;
    const index = planned.findIndex(({ on }) => on === 'any' || (!aside && (on === 'token' ? token : !token && (on === 'write') === write)));
    const fault = planned[index];
    if (!fault) return undefined;
    const left = fault.times - 1;
    planned = planned.flatMap((one, at) => (at !== index ? [one] : left > 0 ? [{ ...one, times: left }] : []));
    return fault;
  };

  const refusal = (fault: Planned, status: number): ServiceAnswer => {
    const at = now();
    const limited = fault.kind === 'rate-limited';
    const until = new Date(at.getTime() + fault.retryAfterS * 1_000);
    const words = options.words?.[fault.kind] ?? { error: fault.kind };
    return { status, body: words, headers: limited ? { ...limitSaid(fault.form, until, at), ...options.limitHeaders?.(fault) } : {} };
  };

  const control = (rawPath: string, text: string, response: ServerResponse): boolean => {
    if (rawPath === '/__fault') planned.push(plannedFault.parse(JSON.parse(text)));
    else if (rawPath === '/__heal') planned = [];
    else if (rawPath === '/__clock') skewMs = z.object({ seconds: z.number() }).parse(JSON.parse(text)).seconds * 1_000;
    else if (rawPath === '/__calls') {
      send(response, { status: 200, body: { faults, warnings, calls: calls.map(({ method, rawPath: path }) => `${method} ${path}`) } });
      return true;
    } else if (rawPath.startsWith('/__room/')) {
      send(response, {
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: '<!doctype html><title>Room</title><h1>A room of the fake service</h1>',
      });
      return true;
    } else return false;
    send(response, { status: 204 });
    return true;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse, text: string): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    // the parser of addresses leaves escapes alone, so what was sent is still there
    const rawPath = (request.url ?? '/').split('?')[0] ?? '/';
    if (control(rawPath, text, response)) return;
    const method = request.method ?? 'GET';
    const headers = new Headers(Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
    const finding = check({ method, path: rawPath, query: url.searchParams, type: headers.get('content-type') ?? '', text });
    const call: ServiceCall = { ...finding, method, rawPath, query: url.searchParams, headers, text };
    calls.push(call);
    faults.push(...finding.faults.map((fault) => `${method} ${rawPath}: ${fault}`));
    warnings.push(...finding.warnings.map((warning) => `${method} ${rawPath}: ${warning}`));
    const fault = meet(call);
    const status = fault && statuses[fault.kind];
    if (fault && status) return send(response, refusal(fault, status));
    if (fault?.kind === 'html') return send(response, { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><h1>Sign in</h1>' });
    if (fault?.kind === 'xml') return send(response, { status: 200, headers: { 'content-type': 'text/xml' }, body: '<?xml version="1.0"?><error/>' });
    if (fault?.kind === 'hang-before') return;
    if (fault?.kind === 'reset-before') return void response.destroy();
    if (finding.faults.length > 0) return send(response, { status: 400, body: options.words?.['bad-request'] ?? { error: finding.faults } });
    const said = await options.handle(call);
    if (fault?.kind === 'hang-after') return;
    if (fault?.kind === 'reset-after') return void response.destroy();
    if (fault?.kind === 'truncated') return send(response, { ...said, status: said.status === 204 ? 200 : said.status, body: '{"id": "ro' });
    send(response, said);
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answer(request, response, Buffer.concat(chunks).toString('utf8')).catch((error: unknown) => {
        faults.push(`the fake itself failed: ${String(error)}`);
        if (!response.headersSent) send(response, { status: 500, body: { error: 'fake' } });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    calls,
    faults,
    warnings,
    now,
    fault: (fault) => {
      planned.push(plannedFault.parse(fault));
    },
    heal: () => {
      planned = [];
    },
    skew: (seconds) => {
      skewMs = seconds * 1_000;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
