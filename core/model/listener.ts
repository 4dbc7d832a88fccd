import pg from 'pg';
import type { Logger } from '../log.ts';

export type Listener = {
  /** @returns stop */
  listen(channel: string, onMessage: (payload: string) => void, onReconnect?: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

type Subscriber = { onMessage: (payload: string) => void; onReconnect?: (() => void) | undefined };

/** Longest wait between two attempts, in milliseconds. */
const longestPause = 5_000;

/**
 * One connection for all channels of this process, made on first use. When it is lost it is made again; what was sent meanwhile is gone,
 * which `onReconnect` tells.
 */
export function createListener({ url, log, applicationName }: { url: string; log: Logger; applicationName: string }): Listener {
  const channels = new Map<string, Set<Subscriber>>();
  let client: pg.Client | undefined;
  let connecting: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pause = 100;
  let closed = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: `${applicationName} listen`, connectionTimeoutMillis: 5_000, keepAlive: true });
    let failed = false;
    const lost = (): void => {
      if (failed) return;
      failed = true;
      if (client === next) client = undefined;
      next.end().catch(() => {});
      if (!closed && client === undefined) retry();
    };
    next.on('error', lost);
    next.on('end', lost);
    next.on('notification', ({ channel, payload }) => {
      for (const { onMessage } of channels.get(channel) ?? []) {
        try {
          onMessage(payload ?? '');
        } catch (error) {
          log.error({ channel, error: String(error) }, 'a listener threw');
        }
      }
    });
    try {
      await next.connect();
      for (const channel of channels.keys()) await next.query(`LISTEN ${next.escapeIdentifier(channel)}`);
    } catch (error) {
      failed = true;
      next.end().catch(() => {});
      throw error;
    }
    if (closed) {
      failed = true;
      await next.end();
      return;
    }
    client = next;
    pause = 100;
  };

  const ensure = (): Promise<void> => {
    if (client || closed) return Promise.resolve();
    connecting ??= connect().finally(() => {
      connecting = undefined;
    });
    return connecting;
  };

  const retry = (): void => {
    if (closed || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      ensure().then(
        () => {
          if (closed) return;
          log.info({ channels: channels.size }, 'listening again');
          for (const subscribers of channels.values()) for (const { onReconnect } of subscribers) onReconnect?.();
        },
        () => retry(),
      );
    }, pause);
    timer.unref();
    pause = Math.min(pause * 2, longestPause);
  };

  return {
    listen: async (channel, onMessage, onReconnect) => {
      const subscriber: Subscriber = { onMessage, onReconnect };
      const known = channels.get(channel);
      if (known) known.add(subscriber);
      else channels.set(channel, new Set([subscriber]));
      await ensure();
      await client?.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      return async () => {
        const subscribers = channels.get(channel);
        if (!subscribers?.delete(subscriber) || subscribers.size > 0) return;
        channels.delete(channel);
        await client?.query(`UNLISTEN ${client.escapeIdentifier(channel)}`).catch(() => {});
      };
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await connecting?.catch(() => {});
      await client?.end().catch(() => {});
    },
  };
}
