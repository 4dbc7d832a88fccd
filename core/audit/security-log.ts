import { uuidv7 } from 'uuidv7';
import { addressBlock } from '../http/client-address.ts';
import type { Logger } from '../log.ts';
import type { Database } from '../model/database-type.ts';
import { outside } from '../outside.ts';

export type SecurityKind =
  | 'sign-in'
  | 'sign-in-failed'
  | 'password-changed'
  /** Somebody was refused what they may not do. */
  | 'refused'
  /** Somebody asked to change, or as an administrator to see, what is not there for them. */
  | 'missing'
  /** A link with a token that leads nowhere. */
  | 'token'
  /** A form sent from another site. */
  | 'origin'
  | 'rate-limit'
  | 'honeypot'
  /** A call from another system whose signature is wrong. */
  | 'signature'
  | 'sudo'
  | 'key-used'
  | 'key-refused';

export type SecurityEvent = { org: number; kind: SecurityKind; address?: string | undefined; account?: string | undefined; detail?: string | undefined };

/** Counts in memory and writes once a second: no request waits for it, and no flood makes more rows than `mostRows` a minute and process. */
export type SecurityLog = {
  note(event: SecurityEvent): void;
  /** Writes what is counted so far. */
  flush(): Promise<void>;
  /** Writes a last time; what comes later is lost. */
  stop(): Promise<void>;
};

/** Rows of one minute; what goes beyond is counted by kind alone. */
const mostRows = 500;
const pause = 1_000;

const statement = `INSERT INTO core_security_event AS e (org_id, id, minute, kind, address, account, detail, count, last_at)
SELECT * FROM unnest($1::integer[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::timestamptz[])
ON CONFLICT (org_id, minute, kind, address, account, detail) DO UPDATE
SET count = least(e.count::bigint + excluded.count, 2147483647), last_at = greatest(e.last_at, excluded.last_at), updated_at = now()`;

type Counted = { org: number; minute: Date; kind: SecurityKind; address: string; account: string; detail: string; count: number; lastAt: Date };

const plain = (text: string | undefined, longest: number): string => (text ?? '').replace(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, longest);

export function createSecurityLog({ database, log, now }: { database: Database; log: Logger; now(): Date }): SecurityLog {
  let counted = new Map<string, Counted>();
  /** By minute: rows already made. */
  let rows = { minute: 0, count: 0 };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const add = (one: Counted): void => {
    const key = JSON.stringify([one.org, one.minute.getTime(), one.kind, one.address, one.account, one.detail]);
    const known = counted.get(key);
    if (known) {
      known.count += one.count;
      if (one.lastAt > known.lastAt) known.lastAt = one.lastAt;
      return;
    }
    const minute = one.minute.getTime();
    if (rows.minute !== minute) rows = { minute, count: 0 };
    rows.count += 1;
    if (rows.count > mostRows && (one.address !== '' || one.account !== '' || one.detail !== '')) {
      add({ ...one, address: '', account: '', detail: '' });
      return;
    }
    counted.set(key, one);
  };

  const write = async (): Promise<void> => {
    if (counted.size === 0) return;
    const taken = counted;
    counted = new Map();
    // in the order of their keys, so that two processes never wait for one another
    const list = [...taken].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    try {
      await database.query(
        statement,
        [
          list.map(({ org }) => org),
          list.map(() => uuidv7()),
          list.map(({ minute }) => minute),
          list.map(({ kind }) => kind),
          list.map(({ address }) => address),
          list.map(({ account }) => account),
          list.map(({ detail }) => detail),
          list.map(({ count }) => count),
          list.map(({ lastAt }) => lastAt),
        ],
        { uncounted: true },
      );
    } catch (error) {
      log.warn({ error: error instanceof Error ? error.message : String(error), events: list.length }, 'security events could not be written');
      if (stopped) return;
      for (const one of list) add(one);
      later();
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    running = outside(() => running.then(write));
    return running;
  };
  const later = (): void => {
    timer ??= outside(() => setTimeout(() => void flush(), pause).unref());
  };

  return {
    note: ({ org, kind, address, account, detail }) => {
      if (stopped) return;
      const at = now();
      const minute = new Date(Math.floor(at.getTime() / 60_000) * 60_000);
      const block = address === undefined ? '' : plain(addressBlock(address), 60);
      add({ org, minute, kind, address: block, account: plain(account, 40), detail: plain(detail, 200), count: 1, lastAt: at });
      later();
    },
    flush,
    stop: async () => {
      stopped = true;
      await flush();
    },
  };
}
