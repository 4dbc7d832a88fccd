import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { providerContract } from '../../meetings/testing.ts';

const server = createServer((_, response) => {
  response.end();
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => void server.close());
const { port } = server.address() as AddressInfo;

providerContract({ plugin: 'jitsi', key: 'jitsi', environment: () => ({ ATRIUM_JITSI_BASE_URL: `http://127.0.0.1:${port}` }) });
