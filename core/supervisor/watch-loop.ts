import inspector from 'node:inspector';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { runningPlugin, showRunningIn } from '../plugin/running-plugin.ts';
import { SUPERVISOR_PIPE } from './supervisor.ts';

export type LoopWatch = {
  /** The process serves from now on. */
  up(): void;
  stop(): Promise<void>;
};

const BEAT_MS = 250;

/** Starts the thread that ends this process when its event loop stands still for `seconds` (0: never; nor while a debugger is attached). */
export function watchLoop(options: { seconds: number; supervised: boolean }): LoopWatch {
  if (options.seconds === 0 || inspector.url() !== undefined) return { up: () => {}, stop: async () => {} };
  const memory = new Int32Array(new SharedArrayBuffer(12));
  Object.defineProperty(globalThis, Symbol.for('atrium.running'), { value: runningPlugin, configurable: true });
  const own = fileURLToPath(import.meta.url);
  const worker = new Worker(path.join(path.dirname(own), `watchdog${path.extname(own)}`), {
    workerData: { memory, seconds: options.seconds, pipe: options.supervised ? SUPERVISOR_PIPE : undefined },
    execArgv: ['--no-warnings'],
    resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 2, stackSizeMb: 2 },
  });
  worker.unref();
  showRunningIn(memory, (places) => worker.postMessage(places));
  const beat = setInterval(() => Atomics.add(memory, 1, 1), BEAT_MS);
  beat.unref();
  return {
    up: () => {
      Atomics.store(memory, 2, 1);
    },
    stop: async () => {
      clearInterval(beat);
      await worker.terminate();
    },
  };
}
