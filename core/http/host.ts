import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Runtime } from '../runtime.ts';
import { buildApp, type HttpApp } from './build-app.ts';
import { countedApp } from './counted-app.ts';

export type HostOptions = {
  /** Instead of the configured ones; 0 picks a free port. */
  port?: number;
  host?: string;
  /** Milliseconds that a client may take for its headers (10 s unless given), and for the whole request (30 s unless given). */
  headersTimeout?: number;
  requestTimeout?: number;
  /** Milliseconds that running requests get when the host closes; 10 s unless given. */
  drain?: number;
};

export type Host = {
  readonly port: number;
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** The next request is answered by this one; running ones end where they began, and with the last of them the promise resolves. */
  swap(app: HttpApp): Promise<void>;
  /** Stops accepting, lets running requests end, then cuts the rest. */
  close(): Promise<void>;
};

/** Listens and serves the current generation. @throws when the port is taken */
export async function startHost(runtime: Runtime, options: HostOptions = {}): Promise<Host> {
  let current = countedApp(buildApp(runtime, runtime.generation()));
  const hostname = options.host ?? runtime.config.host;
  const headersTimeout = options.headersTimeout ?? 10_000;
  const server = createAdaptorServer({
    fetch: (request, bindings) => current.fetch(request, { address: 'incoming' in bindings ? bindings.incoming.socket.remoteAddress : undefined }),
    hostname,
    createServer,
    serverOptions: {
      headersTimeout,
      requestTimeout: options.requestTimeout ?? 30_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: Math.min(1000, headersTimeout),
      maxHeaderSize: 16 * 1024,
    },
  });
  if (!isHttpServer(server)) throw new TypeError('the adapter made no HTTP/1 server');
  await listen(server, options.port ?? runtime.config.port, hostname);
  const address = server.address();
  if (!isAddressInfo(address)) throw new TypeError('the server listens on no port');
  let closing: Promise<void> | undefined;
  return {
    port: address.port,
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${address.port}`,
    swap: (app) => {
      const old = current;
      current = countedApp(app);
      return old.ended();
    },
    close: () => {
      closing ??= close(server, options.drain ?? 10_000);
      return closing;
    },
  };
}

const isHttpServer = (server: Server): server is HttpServer => 'closeIdleConnections' in server;
const isAddressInfo = (address: AddressInfo | string | null): address is AddressInfo => typeof address === 'object' && address !== null;

const listen = (server: HttpServer, port: number, hostname: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, () => {
      server.off('error', reject);
      resolve();
    });
  });

function close(server: HttpServer, drain: number): Promise<void> {
  return new Promise((resolve) => {
    // Kept-alive connections count as open until they are idle; look again and again until all requests have ended.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const cut = setTimeout(() => server.closeAllConnections(), drain);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
