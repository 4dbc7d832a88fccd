import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { bootTestApp } from '#core/testing';

it('asks the server in the form, and says whether it answers', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/' ? 200 : 404;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const app = await bootTestApp({ only: ['jitsi'], listen: false });
  onTestFinished(async () => {
    server.close();
    await app.close();
  });
  const { catalog } = app.env('base');
  const address = `http://127.0.0.1:${port}`;
  expect(await catalog.testSettings('jitsi', 'reach', { baseUrl: `${address}/` })).toEqual({ ok: true, message: `${address} answers.` });
  expect(await catalog.testSettings('jitsi', 'reach', { baseUrl: `${address}/gone` })).toMatchObject({ ok: false, message: expect.stringContaining('(404)') });
  expect(await catalog.testSettings('jitsi', 'reach', { baseUrl: 'http://127.0.0.1:1' })).toMatchObject({
    ok: false,
    message: expect.stringContaining('127.0.0.1:1 cannot be reached: it takes no connection.'),
  });
});
