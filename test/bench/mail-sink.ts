import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** A mail server on loopback that takes everything and only counts. */
export async function openSink(): Promise<{ url: string; count(): number; until(count: number): Promise<void>; close(): Promise<void> }> {
  let taken = 0;
  let wake: (() => void) | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on('end', () => {
        done();
        taken += 1;
        wake?.();
      });
    },
  });
  server.on('error', () => {});
  const socket = server.listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const address = socket.address();
  return {
    url: `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    count: () => taken,
    until: async (count) => {
      while (taken < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
