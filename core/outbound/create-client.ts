import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { ConsecutiveBreaker, circuitBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel';
import type { Manifest } from '../plugin/define-plugin.ts';
import type { Runtime } from '../runtime.ts';
import { isPublicAddress } from './address.ts';
import { type HttpClient, type HttpRequest, type HttpResponse, OutboundError } from './client-type.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const LARGEST_BODY = 5 * 1024 * 1024;

/** Only faults of the way or of the other side (5xx) open a breaker; refusals are answers. */
const isFault = (error: unknown): boolean => error instanceof OutboundError && error.reason !== 'refused-address' && error.reason !== 'aborted';

const isServerFault = (result: unknown): boolean => typeof result === 'object' && result !== null && 'status' in result && Number(result.status) >= 500;

const newBreaker = () => circuitBreaker(handleWhen(isFault).orWhenResult(isServerFault), { halfOpenAfter: 30_000, breaker: new ConsecutiveBreaker(5) });
type Breaker = ReturnType<typeof newBreaker>;
const MOST_BREAKERS = 1_000;

/** Per process, then per host and port. */
const breakers = new WeakMap<Runtime, Map<string, Breaker>>();

function breakerFor(runtime: Runtime, host: string): Breaker {
  const known = breakers.get(runtime) ?? new Map<string, Breaker>();
  breakers.set(runtime, known);
  const breaker = known.get(host) ?? newBreaker();
  if (known.size >= MOST_BREAKERS && !known.has(host)) known.clear();
  known.set(host, breaker);
  return breaker;
}

/** `http:api.zoom.us` opens that host, `http:*.example.org` its subdomains, `http:*` all. */
function permitted(manifest: Manifest, host: string): boolean {
  return (manifest.permissions ?? []).some((permission) => {
    if (!permission.startsWith('http:')) return false;
    const pattern = permission.slice(5);
    return pattern === '*' || pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
  });
}

/** The outbound client of one plugin: its permitted hosts, checked addresses, no redirects, a time limit, a breaker per host. */
export function createHttpClient(runtime: Runtime, manifest: Manifest): HttpClient {
  return {
    request: async (request) => {
      const url = URL.parse(request.url);
      const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
      if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '' || !permitted(manifest, host))
        throw new OutboundError('refused-address', false);
      const started = performance.now();
      const log = (fields: Record<string, unknown>): void =>
        runtime.log.info(
          { plugin: manifest.name, method: request.method ?? 'GET', host, ms: Math.round(performance.now() - started), ...fields },
          'outbound request',
        );
      try {
        const response = await breakerFor(runtime, url.host).execute(async () => exchange(url, host, request, runtime.config.allowPrivateOutbound));
        log({ status: response.status });
        return response;
      } catch (error) {
        const told = isBrokenCircuitError(error) ? new OutboundError('breaker-open', false, { cause: error }) : error;
        log({ error: told instanceof OutboundError ? told.reason : 'unknown' });
        throw told;
      }
    },
  };
}

/** Resolves once and connects to just what was checked, so that a name cannot point elsewhere between check and use. */
async function exchange(url: URL, host: string, request: HttpRequest, allowPrivate: boolean): Promise<HttpResponse> {
  const signal = AbortSignal.any([AbortSignal.timeout(request.timeout ?? DEFAULT_TIMEOUT_MS), ...(request.signal ? [request.signal] : [])]);
  const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolveName(host, signal, request.signal);
  const [first] = addresses;
  if (!first) throw new OutboundError('dns', false);
  if (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address))) throw new OutboundError('refused-address', false);
  return new Promise<HttpResponse>((resolve, reject) => {
    let written = false;
    const refuse = (reason: OutboundError['reason'], cause: unknown): void => reject(new OutboundError(reason, written, { cause }));
    const outgoing = (url.protocol === 'https:' ? https : http).request(
      url,
      {
        method: request.method ?? 'GET',
        headers: request.headers ?? {},
        signal,
        agent: false,
        lookup: (_name, options, callback) => {
          if (options.all) callback(null, addresses);
          else callback(null, first.address, first.family);
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > LARGEST_BODY) incoming.destroy(new Error('the answer is too large'));
          else chunks.push(chunk);
        });
        incoming.on('end', () => {
          const body = Buffer.concat(chunks);
          const headers = new Headers();
          for (const [name, value] of Object.entries(incoming.headers))
            if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
          resolve({
            status: incoming.statusCode ?? 0,
            headers,
            body,
            text: () => body.toString('utf8'),
            json: () => JSON.parse(body.toString('utf8')) as unknown,
          });
        });
        incoming.on('error', (error) => refuse(request.signal?.aborted ? 'aborted' : signal.aborted ? 'timeout' : 'reset', error));
      },
    );
    // From here on bytes may leave: careful callers must reckon with an effect.
    outgoing.on('socket', (socket) =>
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        written = true;
      }),
    );
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (request.signal?.aborted) return refuse('aborted', error);
      if (signal.aborted) return refuse('timeout', error);
      const code = error.code ?? '';
      if (/^ERR_TLS|CERT|SSL|^UNABLE_TO_|^EPROTO/.test(code)) return refuse('tls', error);
      refuse(written ? 'reset' : 'connect', error);
    });
    outgoing.end(request.body);
  });
}

/** All addresses of a name, within the time of the request: the resolver itself knows no limit. */
async function resolveName(host: string, signal: AbortSignal, own: AbortSignal | undefined): Promise<LookupAddress[]> {
  const over = Promise.withResolvers<never>();
  const stop = (): void => over.reject(new OutboundError(own?.aborted ? 'aborted' : 'timeout', false, { cause: signal.reason }));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([lookup(host, { all: true }), over.promise]);
  } catch (error) {
    throw error instanceof OutboundError ? error : new OutboundError('dns', false, { cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
