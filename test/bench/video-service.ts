import { createServer, type ServerResponse } from 'node:http';

/**
 * A video service on loopback, as far as a booking needs one: it gives a token and makes rooms. `hangs`: it takes each call and never answers.
 * @returns its address, and how many calls came
 */
export async function openVideoService({ hangs }: { hangs: boolean }): Promise<{ url: string; calls(): number; close(): Promise<void> }> {
  let calls = 0;
  const held = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    calls += 1;
    request.resume();
    if (hangs) {
      held.add(response);
      return;
    }
    const answer = request.url?.startsWith('/oauth')
      ? { access_token: 'a-token', expires_in: 3_600, scope: '' }
      : { id: 85_000_000_000 + calls, join_url: `https://video.example/j/${calls}`, agenda: '', meetings: [], next_page_token: '' };
    response.writeHead(request.method === 'POST' && !request.url?.startsWith('/oauth') ? 201 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls: () => calls,
    close: () =>
      new Promise((resolve) => {
        for (const response of held) response.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
