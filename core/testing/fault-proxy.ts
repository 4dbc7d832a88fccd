import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A TCP line whose faults a test chooses: in front of a database, a mail server, anything. */
export type FaultProxy = {
  /** The given address, but through the proxy. */
  url: string;
  port: number;
  /** Ends every open line at once, as a cable that is pulled; new ones may be made. */
  cut(): void;
  /** Every piece is late by so many milliseconds, in both directions; 0 ends it. */
  delay(milliseconds: number): void;
  /** From now on each line is cut after so many bytes from the client (or from the server) have passed. `undefined` ends it. */
  cutAfter(bytes: number | undefined, side?: 'client' | 'server'): void;
  /** Lines stay open, nothing passes any more; `false` lets it all through. */
  freeze(frozen: boolean): void;
  /** Refuses new lines and cuts the open ones, until `false`. */
  refuse(refused: boolean): void;
  close(): Promise<void>;
};

/** Opens a proxy on a free loopback port to the host and port of `target` (`postgres://…`, `smtp://…`). */
export async function openFaultProxy(target: string): Promise<FaultProxy> {
  const goal = new URL(target);
  const port = Number(goal.port);
  const lines = new Set<Socket>();
  let late = 0;
  let limit: number | undefined;
  let limitSide: 'client' | 'server' = 'client';
  let refused = false;
  let thaw: (() => void) | undefined;
  let frozen: Promise<void> | undefined;

  const cut = (): void => {
    for (const line of lines) line.destroy();
  };

  const pump = async (from: Socket, to: Socket, side: 'client' | 'server'): Promise<void> => {
    let passed = 0;
    for await (const chunk of from) {
      if (!Buffer.isBuffer(chunk)) continue;
      if (late > 0) await wait(late);
      if (frozen) await frozen;
      const room = limit !== undefined && limitSide === side ? Math.max(0, limit - passed) : chunk.length;
      passed += chunk.length;
      if (room < chunk.length) {
        if (room > 0) await new Promise<void>((resolve) => to.write(chunk.subarray(0, room), () => resolve()));
        break;
      }
      if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
  };

  const server = createServer((client) => {
    if (refused) {
      client.destroy();
      return;
    }
    const remote = connect({ host: goal.hostname, port });
    const end = (): void => {
      client.destroy();
      remote.destroy();
    };
    for (const line of [client, remote]) {
      lines.add(line);
      line.setNoDelay(true);
      line.on('error', end);
      line.on('close', () => lines.delete(line));
    }
    pump(client, remote, 'client').then(end, end);
    pump(remote, client, 'server').then(end, end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);

  const freeze = (wanted: boolean): void => {
    if (wanted && !frozen) {
      frozen = new Promise((resolve) => {
        thaw = resolve;
      });
    } else if (!wanted) {
      thaw?.();
      frozen = undefined;
    }
  };
  return {
    url: url.href,
    port: address.port,
    cut,
    delay: (milliseconds) => {
      late = milliseconds;
    },
    cutAfter: (bytes, side = 'client') => {
      limit = bytes;
      limitSide = side;
    },
    freeze,
    refuse: (wanted) => {
      refused = wanted;
      if (wanted) cut();
    },
    close: async () => {
      freeze(false);
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
