import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FakeFault, FakeProvider } from '../../meetings/testing.ts';

export const goodToken = 'a-good-token';

type Room = { id: string; key: string; title: string; start: string };

/** The service on loopback: rooms by key, one fault at a time. */
export async function openFake(): Promise<FakeProvider> {
  const rooms = new Map<string, Room>();
  let fault: { kind: FakeFault; retryAfterS: number } | undefined;
  let token = goodToken;

  const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const view = ({ id }: Room): unknown => ({ id, url: `https://video.example.org/${id}` });

  const work = (method: string, id: string, sent: Partial<Room>): { status: number; body: unknown } => {
    if (method === 'POST') {
      const known = [...rooms.values()].find(({ key }) => key === sent.key);
      const room = known ?? { id: `room-${rooms.size + 1}-${sent.key?.slice(0, 8)}`, key: sent.key ?? '', title: sent.title ?? '', start: sent.start ?? '' };
      rooms.set(room.id, room);
      return { status: 201, body: view(room) };
    }
    const room = rooms.get(id);
    if (!room) return { status: 404, body: {} };
    if (method === 'DELETE') {
      rooms.delete(id);
      return { status: 204, body: {} };
    }
    Object.assign(room, { title: sent.title, start: sent.start });
    return { status: 200, body: view(room) };
  };

  const statuses: Partial<Record<FakeFault, number>> = { unauthorized: 401, forbidden: 403, 'rate-limited': 429, 'server-error': 500 };

  const answer = (request: IncomingMessage, response: ServerResponse, text: string): void => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      send(response, 401, {});
      return;
    }
    if (request.url === '/me') {
      send(response, 200, { name: 'us' });
      return;
    }
    const { kind, retryAfterS } = fault ?? { kind: undefined, retryAfterS: 0 };
    fault = undefined;
    const refused = kind && statuses[kind];
    if (refused) send(response, refused, {}, { 'retry-after': String(retryAfterS) });
    else if (kind === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
    else if (kind !== 'hang-before') {
      const { status, body } = work(request.method ?? '', decodeURIComponent(request.url?.split('/')[2] ?? ''), text ? JSON.parse(text) : {});
      if (kind === 'truncated') response.writeHead(status, { 'content-type': 'application/json' }).end('{"id": "ro');
      else if (kind !== 'hang-after') send(response, status, body);
    }
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    rooms: () => [...rooms.values()].map(({ id, title, start }) => ({ id, title, start: new Date(start) })),
    fault: (kind, retryAfterS = 30) => {
      fault = { kind, retryAfterS };
    },
    revoke: () => {
      token = 'another';
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
