import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { forkChild } from '../fixture/fork-child.ts';

const announced = z.object({ url: z.string() });
const answered = z.object({
  error: z.string().optional(),
  result: z.object({ generation: z.number(), milliseconds: z.object({ apply: z.number(), activate: z.number().optional() }) }).optional(),
});

export type Applied = { generation: number; apply: number; activate: number | undefined };

export type Process = {
  url: string;
  /** `uninstall` purges. @throws what `platform.apply` throws there, and where the process ends meanwhile */
  apply(kind: 'install' | 'enable' | 'disable' | 'uninstall', plugin: string): Promise<Applied>;
  /** Lets it end by itself. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
};

/** The app in a process of its own (`process.ts`), up and serving. `migrations`: of the plugin `migrating`, which is there and not installed. */
export async function startProcess(options: {
  databaseUrl: string;
  key: Uint8Array;
  only?: readonly string[];
  migrations?: Readonly<Record<string, string>>;
}): Promise<Process> {
  const told = { ...options, key: Buffer.from(options.key).toString('base64') };
  const child: ChildProcess = forkChild('test/lifecycle/process.ts', [JSON.stringify(told)]);
  const gone = once(child, 'exit');
  const ended = gone.then(() => Promise.reject(new Error('the process ended')));
  ended.catch(() => {}); // told to whoever waits for a message
  const message = async (): Promise<unknown> => (await Promise.race([once(child, 'message'), ended]))[0];
  const { url } = announced.parse(await message());
  return {
    url,
    apply: async (kind, plugin) => {
      const reply = message();
      child.send({ kind, plugins: [plugin], ...(kind === 'uninstall' ? { mode: 'purge' } : {}) });
      const { error, result } = answered.parse(await reply);
      if (!result) throw new Error(error);
      return { generation: result.generation, apply: result.milliseconds.apply, activate: result.milliseconds.activate };
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await gone;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
