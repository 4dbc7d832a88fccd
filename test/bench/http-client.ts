import { Agent, request } from 'node:http';

export type Answer = { status: number; body: Buffer; headers: NodeJS.Dict<string | string[]>; ms: number };

/** Connections that stay open, so that what is measured is the work and not the greeting. */
export function openClient(connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = (url: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const outgoing = request(url, { agent, method: options.method ?? 'GET', headers: options.headers ?? {} }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks), headers: incoming.headers, ms: performance.now() - started }),
        );
        incoming.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(options.body);
    });
  return { send, close: () => agent.destroy() };
}
