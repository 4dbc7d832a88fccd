import { once } from 'node:events';
import { waitFor } from '#core/testing';
import { createLogger } from '../../core/log.ts';
import { openDatabase } from '../../core/model/database.ts';
import { spawnAtrium } from '../fixture/run-atrium.ts';

export type Process = {
  readonly url: string;
  /** Of the supervisor. */
  readonly pid: number;
  said(): string;
  /** Answers again after it went down. */
  backUp(): Promise<void>;
  /** SIGTERM. @returns the exit code */
  end(): Promise<number | null>;
  /** SIGKILL to the supervisor alone. */
  killSupervisor(): Promise<void>;
};

/** `atrium start` as a person runs it. */
export async function startProcess(environment: Readonly<Record<string, string>>): Promise<Process> {
  const { child, said } = spawnAtrium(['start'], environment);
  const gone = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  const url = await waitFor(
    'the start',
    () => {
      if (child.exitCode !== null) throw new Error(`It ended: ${said.out}${said.error}`);
      return /Atrium is up at (http\S+)/.exec(said.out)?.[1];
    },
    100,
  ).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const starts = (): number => said.out.split('Atrium is up at').length - 1;
  let known = starts();
  return {
    url,
    pid: child.pid ?? 0,
    said: () => said.out + said.error,
    backUp: async () => {
      await waitFor('the restart', () => starts() > known || undefined, 90);
      known = starts();
    },
    end: async () => {
      child.kill('SIGTERM');
      return gone;
    },
    killSupervisor: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** One statement on a connection of its own. */
export async function query<R = Record<string, unknown>>(url: string, text: string, values: readonly unknown[] = []): Promise<R[]> {
  const database = await openDatabase({ url, poolSize: 1, log: createLogger('silent') });
  try {
    return (await database.query<R>(text, values)).rows;
  } finally {
    await database.close();
  }
}
