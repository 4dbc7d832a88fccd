// `atrium start` is two processes: this one, small, that starts the serving one, hands signals on and starts it again when it goes down; and the one that serves.
// Plain JavaScript with nothing loaded but Node's own modules, so that it costs little memory and cannot break.
import { spawn } from 'node:child_process';

/** Milliseconds before the first, second … restart in a row. Living this long makes a restart count as the first again. */
const pauses = [100, 500, 2_000, 5_000, 15_000, 30_000];
const SETTLED_MS = 60_000;
/** The pipe on which the serving process tells: `up`, `fault`, `recorded`; one JSON value per line. */
const PIPE = 4;
/** How often it is looked whether npm is still there. */
const PARENT_MS = 500;
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']);

/** One line in the log, in the form of all others. */
const say = (/** @type {string} */ level, /** @type {Record<string, unknown>} */ fields, /** @type {string} */ msg) =>
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), part: 'supervisor', ...fields, msg })}\n`);

/**
 * Starts the serving process and keeps it running. Ends as it ends: with its code, or by its signal.
 * A process that ends before it has ever served is not started again, unless it told that a plugin is at fault: what is wrong then stays wrong.
 * @param {string} node the program that runs it
 * @param {readonly string[]} args of that program
 */
export function supervise(node, args) {
  /** Told by processes that went down, not yet written to the database by one that came up. @type {unknown[]} */
  let faults = [];
  let everUp = false;
  let inARow = 0;
  /** The port that was found, where any free one was asked for: the next process takes the same. @type {string | undefined} */
  let port;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  /** @type {NodeJS.Timeout | undefined} */
  let waiting;
  let stopping = false;

  const start = () => {
    const started = performance.now();
    let blamed = false;
    let rest = '';
    const now = spawn(node, args, {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc', 'pipe'],
      // Few arenas: what several threads of the C library keep each for itself is memory that nobody uses.
      env: { MALLOC_ARENA_MAX: '2', ...process.env, ATRIUM_SUPERVISED: '1', ATRIUM_FAULTS: JSON.stringify(faults), ...(port ? { PORT: port } : {}) },
    });
    child = now;
    const hear = (/** @type {string} */ line) => {
      const told = JSON.parse(line);
      if (told.up) {
        everUp = true;
        if (process.env.PORT === '0') port = String(told.up.port);
      }
      if (told.recorded) faults = [];
      if (told.fault) {
        blamed = true;
        faults.push(told.fault);
      }
    };
    const pipe = now.stdio[PIPE];
    const read = new Promise((resolve) => {
      pipe?.on('data', (/** @type {Buffer} */ chunk) => {
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          try {
            hear(line);
          } catch {
            // Torn by a sudden end: as if it had not been told.
          }
        }
      });
      pipe?.on('error', resolve);
      pipe?.on('close', resolve);
    });
    now.on('error', (error) => {
      console.error(`Atrium could not be started by ${node}: ${error.message}`);
      process.exit(1);
    });
    now.on('exit', async (code, signal) => {
      child = undefined;
      // What it told last may still be on its way; a grandchild that holds the pipe open must not hold us up.
      await Promise.race([read, new Promise((resolve) => setTimeout(resolve, 500))]);
      if (stopping || code === 0 || (!everUp && !blamed)) return end(code, signal);
      if (performance.now() - started > SETTLED_MS) inARow = 0;
      const pause = pauses[Math.min(inARow, pauses.length - 1)] ?? 0;
      inARow += 1;
      say('error', { code, signal, pauseMs: pause }, 'the serving process went down and is started again');
      waiting = setTimeout(() => {
        waiting = undefined;
        start();
      }, pause);
    });
  };

  const end = (/** @type {number | null} */ code, /** @type {NodeJS.Signals | null} */ signal) => {
    if (!signal) process.exit(code ?? 1);
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  };

  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    stopping = true;
    if (waiting) process.exit(0);
    child?.kill(signal);
  };
  for (const signal of signals) process.on(signal, () => stop(signal));
  // `npm start` runs us in a shell, which hands no signal on: where npm is ended the shell goes, and we would stay behind alone.
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      stop('SIGTERM');
    }, PARENT_MS);
    watch.unref();
  }
  start();
}
