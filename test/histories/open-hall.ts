import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type FaultProxy, openFaultProxy, waitFor } from '#core/testing';
import { type Embedded, startEmbedded } from '../../core/embedded/index.ts';
import { isServer, readServerProcess, stopServer } from '../../core/embedded/server-process.ts';
import { queryOnce } from '../../core/model/query-once.ts';
import { databaseUrl } from '../../core/testing/test-server.ts';
import { forkChild } from '../fixture/fork-child.ts';
import { monday, openWorkspace } from '../fixture/open-workspace.ts';
import { freePort } from '../fixture/run-atrium.ts';
import type { Fault, Hall } from './history.ts';
import { size } from './plan-history.ts';
import { readStanding, recordOutbox } from './read-standing.ts';
import { type Company, sendStep } from './send-step.ts';

/** What commits survives the server's sudden end, as it has to; only the machine itself may not fail here. */
const settings = { fsync: 'off', synchronous_commit: 'on', wal_level: 'replica' };
const empty = 'hall_empty';

/** A database server of its own that may be killed, with a company in it, and as many halls as wanted, one after the other. */
export type HallServer = {
  /** A hall where nothing has happened yet: two processes, everything behind lines that can be cut. */
  open(): Promise<Hall & { close(): Promise<void> }>;
  close(): Promise<void>;
};

export async function openHallServer(): Promise<HallServer> {
  const first = await startEmbedded({ ephemeral: true, settings });
  const { url: server, dataDir } = first;
  const running: Embedded[] = [first];
  const cluster = path.join(dataDir, 'cluster');
  const restart = async (): Promise<void> => {
    const process = readServerProcess(cluster);
    if (process && isServer(process.pid, cluster)) await stopServer(process.pid, cluster, 'immediate');
    running.push(await startEmbedded({ dataDir, settings }));
  };
  const key = randomBytes(32);
  await queryOnce(server, `CREATE DATABASE ${empty}`);
  const company = await makeCompany(databaseUrl(server, empty), key);
  await queryOnce(databaseUrl(server, empty), ...recordOutbox);
  let halls = 0;
  return {
    open: async () => {
      const name = `hall_${++halls}`;
      await queryOnce(server, `CREATE DATABASE ${name} TEMPLATE ${empty} STRATEGY file_copy`);
      const hall = await openHall(databaseUrl(server, name), key, company, restart);
      return {
        ...hall,
        close: async () => {
          await hall.close();
          await queryOnce(server, `DROP DATABASE ${name} WITH (FORCE)`);
        },
      };
    },
    close: async () => {
      for (const one of running.reverse()) await one.stop();
    },
  };
}

async function makeCompany(url: string, key: Uint8Array): Promise<Company> {
  const workspace = await openWorkspace({ databaseUrl: url, config: { keys: [key] } });
  try {
    const names = Array.from({ length: size.people }, (_, index) => `Person ${index}`);
    const cookies: string[] = [];
    const people: string[] = [];
    for (const [index, name] of names.entries()) {
      if (index >= size.clients - size.guests) {
        people.push(await workspace.makePerson(name, `person${index}@example.org`));
        continue;
      }
      const { person, cookie } = await workspace.signIn(name, `person${index}@example.org`, 'meetings.manager');
      people.push(person);
      cookies.push(cookie);
    }
    const third = await workspace.meetings.model('meeting.room').create({ name: 'Mill', site: 'Berlin', timeZone: 'Europe/Berlin' });
    const rooms = [workspace.room, workspace.otherRoom, third.id];
    const links: string[] = [];
    for (let link = 0; link < size.links; link++) {
      const made = await workspace.makeLink({ host: people[link] ?? '', room: rooms[link] ?? '', approval: link === size.links - 1 });
      links.push(made.path);
    }
    return { people, rooms, links, cookies };
  } finally {
    await workspace.close();
  }
}

async function openHall(database: string, key: Uint8Array, company: Company, restart: () => Promise<void>): Promise<Hall & { close(): Promise<void> }> {
  const aheadMs = Date.parse(monday) - Date.now();
  const [one, two] = await Promise.all([openSeat(database, key, aheadMs), openSeat(database, key, aheadMs)]);
  const seats = [one, two];
  const seatOf = (process: number): Seat => (process === 0 ? one : two);
  await Promise.all(seats.map((seat) => seat.heal()));
  const known = new Map();
  return {
    send: (step) =>
      sendStep(
        seats.map(({ url }) => url),
        company,
        known,
        step,
      ),
    fault: async (fault) => {
      if (fault.kind === 'restart-database') await restart();
      else await seatOf(fault.process).fault(fault);
    },
    settle: async () => {
      for (const seat of seats) await seat.heal();
      for (let patience = 30; ; patience--) {
        // as if the time were over for which a lost process is waited for, and the pauses between tries
        await queryOnce(
          database,
          "UPDATE core_job SET lease_until = 'epoch' WHERE state = 'running'",
          "UPDATE core_job SET run_at = 'epoch' WHERE state = 'queued'",
        );
        for (let look = 0; look < 20; look++) {
          const standing = await readStanding(database);
          if (standing.jobs === 0 || patience === 0) return standing;
          await wait(100);
        }
      }
    },
    close: async () => {
      await Promise.all(seats.map((seat) => seat.close()));
    },
  };
}

type Seat = {
  /** Through the line that guests come by. */
  url: string;
  fault(fault: Exclude<Fault, { kind: 'restart-database' }>): Promise<void>;
  /** Everything works again. */
  heal(): Promise<void>;
  close(): Promise<void>;
};

/** A process with a line to the database and a line to it, each of which can be cut. It is started again on the same port when it was killed. */
async function openSeat(database: string, key: Uint8Array, aheadMs: number): Promise<Seat> {
  const inside: FaultProxy = await openFaultProxy(database);
  const port = await freePort();
  const front: FaultProxy = await openFaultProxy(`http://127.0.0.1:${port}`);
  const url = new URL(front.url).origin;
  const told = JSON.stringify({ databaseUrl: inside.url, key: Buffer.from(key).toString('base64'), port, url, aheadMs });
  /** Also while the database is away: whoever keeps processes running tries again. */
  const start = async (triesLeft = 20): Promise<ChildProcess> => {
    const child = forkChild('test/histories/process.ts', [told], ['ignore', 'ignore', 'ignore', 'ipc']);
    const gone = once(child, 'exit').then(() => false);
    if (await Promise.race([once(child, 'message'), gone])) return child;
    if (triesLeft === 0) throw new Error('the process does not come up');
    await wait(100);
    return start(triesLeft - 1);
  };
  let running = start();
  return {
    url,
    fault: async (fault) => {
      if (fault.kind === 'kill-process') {
        const child = await running;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
        running = start();
        await running;
        return;
      }
      const line = fault.line === 'database' ? inside : front;
      if (fault.bytes === null) return line.cut();
      // lines count from their first byte: only new ones reach the limit in the midst of something
      line.cut();
      line.cutAfter(fault.bytes, fault.side);
      await wait(300);
      line.cutAfter(undefined, fault.side);
    },
    heal: async () => {
      for (const line of [inside, front]) line.cutAfter(undefined);
      await running;
      await waitFor(
        'the process to serve',
        async () => {
          const answer = await fetch(`${url}/readyz`).catch(() => undefined);
          await answer?.arrayBuffer();
          return answer?.status === 200;
        },
        60,
      );
    },
    close: async () => {
      const child = await running;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
      await Promise.all([front.close(), inside.close()]);
    },
  };
}
