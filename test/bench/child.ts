import { fork } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';

const reply = z.object({ id: z.number(), result: z.unknown().optional(), error: z.string().optional() });
const call = z.object({ id: z.number(), name: z.string(), input: z.unknown().optional() });

/** A program of its own that answers calls, so that what is measured and what measures do not share a thread. */
export type Child = { call(name: string, input?: unknown): Promise<unknown>; stop(): Promise<void> };

/** Starts a module of this folder by its URL. */
export function startChild(file: URL): Child {
  // The memory limits of `npm start`, and those that its supervisor sets.
  const execArgv = [...process.execArgv, '--max-semi-space-size=4', '--max-old-space-size=400'];
  const env = { MALLOC_ARENA_MAX: '2', ...process.env };
  const child = fork(file, { execArgv, env, stdio: ['ignore', process.env.BENCH_LOG ? 'inherit' : 'ignore', 'inherit', 'ipc'], serialization: 'advanced' });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  child.on('message', (message) => {
    const { id, result, error } = reply.parse(message);
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(result);
    else one?.reject(new Error(error));
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void gone.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${file.pathname} ended`));
  });
  return {
    call: (name, input) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        child.send({ id: last, name, input });
      }),
    stop: async () => {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

/** The other side: answers calls until the parent lets go. */
export function answerCalls(methods: Readonly<Record<string, (input: unknown) => Promise<unknown>>>, close: () => Promise<void>): void {
  process.on('message', async (message) => {
    const { id, name, input } = call.parse(message);
    try {
      const method = methods[name];
      if (!method) throw new TypeError(`there is no call "${name}"`);
      process.send?.({ id, result: await method(input) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.once('disconnect', () => {
    void close().finally(() => process.exit(0));
  });
}

/** What this process has cost until now. */
export const usage = async (): Promise<{ cpuMs: number; rssMb: number; heapMb: number }> => {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return { cpuMs: (user + system) / 1_000, rssMb: rss / 1_048_576, heapMb: heapUsed / 1_048_576 };
};

/** Megabytes of the heap that are still in use after a collection: what is kept, not what the runtime has not bothered to give back. */
export const keptMb = async (): Promise<number> => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  return process.memoryUsage().heapUsed / 1_048_576;
};

export const usageShape = z.object({ cpuMs: z.number(), rssMb: z.number(), heapMb: z.number() });
