import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { plugin } from '../../jobs/test/job-site.ts';
import { createLogger } from '../../log.ts';
import type { Runtime } from '../../runtime.ts';
import { type HttpRequest, OutboundError } from '../client-type.ts';
import { createHttpClient } from '../create-client.ts';

/** Only what the client asks the process for. */
function clientFor(permissions: string[], allowPrivateOutbound = true) {
  const lines: Record<string, unknown>[] = [];
  const runtime = { config: { allowPrivateOutbound }, log: createLogger('debug', { write: (line) => lines.push(JSON.parse(line)) }) } as unknown as Runtime;
  const client = createHttpClient(runtime, plugin({ permissions }));
  return { lines, ask: (url: string, more: Partial<HttpRequest> = {}) => client.request({ url, ...more }) };
}

const fault = async (request: Promise<unknown>): Promise<[string, boolean]> => {
  const error = await request.then(
    () => new Error('it was answered'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OutboundError)) throw error;
  return [error.reason, error.written];
};

async function listening(server: Pick<Server, 'listen' | 'address' | 'once' | 'close'>): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${await listening(server)}`;
}

describe('the outbound client', () => {
  it('sends what it is given and gives what comes back; the log holds neither query nor headers', async () => {
    const base = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.setHeader('x-seen', request.headers.host ?? '');
        response.end(
          JSON.stringify({
            method: request.method,
            url: request.url,
            length: request.headers['content-length'],
            auth: request.headers.authorization,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      });
    });
    const { ask, lines } = clientFor(['http:localhost']);
    const answer = await ask(`${base}/a?key=hunter2`, { method: 'POST', headers: { authorization: 'Bearer s3cret' }, body: '{"ö":1}' });
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({ method: 'POST', url: '/a?key=hunter2', length: '8', auth: 'Bearer s3cret', body: '{"ö":1}' });
    expect(answer.headers.get('x-seen')).toBe(base.slice('http://'.length));
    expect(lines).toMatchObject([{ plugin: 'probe', host: 'localhost', method: 'POST', status: 200 }]);
    expect(JSON.stringify(lines)).not.toMatch(/hunter2|s3cret|ö/);
  });

  it('reaches only permitted hosts, by plain web addresses', async () => {
    const { ask } = clientFor(['http:api.example.org', 'http:*.example.net']);
    for (const url of [
      'http://example.org/',
      'http://xapi.example.org/',
      'http://example.net/',
      'http://evilexample.net/',
      'ftp://api.example.org/',
      'http://me:pw@api.example.org/',
      'no address',
      'file:///etc/passwd',
    ]) {
      expect([url, await fault(ask(url))]).toEqual([url, ['refused-address', false]]);
    }
  });

  it('refuses private networks, also behind a name, unless configured', async () => {
    let asked = 0;
    const base = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    const { ask } = clientFor(['http:*'], false);
    for (const url of [
      base,
      base.replace('localhost', '127.0.0.1'),
      'http://[::1]/',
      'http://[::ffff:127.0.0.1]/',
      'http://0x7f000001/',
      'http://2130706433/',
      'http://169.254.169.254/latest/meta-data',
    ]) {
      expect([url, await fault(ask(url))]).toEqual([url, ['refused-address', false]]);
    }
    expect(asked).toBe(0);
  });

  it('does not follow redirects', async () => {
    const base = await serve((_, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    const answer = await clientFor(['http:localhost']).ask(base);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://169.254.169.254/']);
  });

  it('ends after its time, when it is told to, and when the answer is too large', async () => {
    const hanging = await serve(() => {});
    const { ask } = clientFor(['http:localhost']);
    expect(await fault(ask(hanging, { timeout: 80 }))).toEqual(['timeout', true]);
    const stop = new AbortController();
    const running = fault(ask(hanging, { signal: stop.signal }));
    setTimeout(() => stop.abort(), 50);
    expect((await running)[0]).toBe('aborted');
    const slow = await serve((_, response) => void response.write('a'));
    expect(await fault(ask(slow, { timeout: 80 }))).toEqual(['timeout', true]);
    const large = await serve((_, response) => response.end(Buffer.alloc(5 * 1024 * 1024 + 1)));
    expect(await fault(ask(large))).toEqual(['reset', true]);
    const fits = await serve((_, response) => response.end(Buffer.alloc(5 * 1024 * 1024)));
    expect((await ask(fits)).body.length).toBe(5 * 1024 * 1024);
  });

  it('tells whether the other side may have been reached', async () => {
    const { ask } = clientFor(['http:*']);
    const closed = createSocketServer();
    const free = await listening(closed as unknown as Server);
    await new Promise((resolve) => closed.close(resolve));
    expect(await fault(ask(`http://127.0.0.1:${free}/`))).toEqual(['connect', false]);
    expect(await fault(ask('http://no-such-name.invalid/'))).toEqual(['dns', false]);
    const cutting = createSocketServer((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    onTestFinished(() => void cutting.close());
    const port = await listening(cutting as unknown as Server);
    expect(await fault(ask(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' }))).toEqual(['reset', true]);
    const plain = await serve((_, response) => response.end());
    expect(await fault(ask(plain.replace('http:', 'https:')))).toEqual(['tls', false]);
  });

  it('stops asking a host that is broken, and asks others all the while', async () => {
    let asked = 0;
    const broken = await serve((_, response) => {
      asked += 1;
      response.writeHead(503).end();
    });
    const refusing = await serve((_, response) => void response.writeHead(422).end());
    const { ask } = clientFor(['http:localhost']);
    for (let i = 0; i < 5; i++) expect((await ask(broken)).status).toBe(503);
    expect(await fault(ask(broken))).toEqual(['breaker-open', false]);
    expect(asked).toBe(5);
    for (let i = 0; i < 8; i++) expect((await ask(refusing)).status).toBe(422);
  });
});
