import { createServer, type IncomingHttpHeaders } from 'node:http';

export type Received = { headers: IncomingHttpHeaders; body: string; path: string };

/** Another system that takes webhooks on loopback. */
export type Receiver = {
  url: string;
  received: Received[];
  /** What the next messages are answered with; 204 unless given. */
  answer(status: number, headers?: Record<string, string>): void;
  close(): Promise<void>;
};

export function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let status = 204;
  let headers: Record<string, string> = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8'), path: request.url ?? '' });
      response.writeHead(status, headers).end();
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address !== 'object' || !address) return reject(new Error('no port'));
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        received,
        answer: (next, more = {}) => {
          status = next;
          headers = more;
        },
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
