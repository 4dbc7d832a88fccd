// A thread of its own beside the one that serves. When that one's event loop stands still for too long, it stops it as a debugger would, looks whose code runs,
// tells the supervisor and ends the process. Nothing of the platform is loaded here but what has no imports.
import { writeSync } from 'node:fs';
import { type Runtime, Session } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { type PluginPlace, suspect } from '../plugin/suspect.ts';

/** `memory`: [number of the plugin that was called and has not returned, heartbeats, 1 once it serves]. `pipe`: where the supervisor listens. */
type Start = { memory: Int32Array; seconds: number; pipe: number | undefined };
type Frame = { functionName: string; url: string; location: { scriptId: string; lineNumber: number } };

const { memory, seconds, pipe } = workerData as Start;
const TICK_MS = 1_000;
const PAUSE_MS = 3_000;
/** While the process comes up nobody waits for it, and much is loaded at once: so many times as long is given. */
const STARTING = 3;
const parent = process.ppid;
let places: readonly PluginPlace[] = [];
parentPort?.on('message', (told: readonly PluginPlace[]) => {
  places = told;
});

/** Seconds that the event loop may stand still just now. */
const limit = (): number => (Atomics.load(memory, 2) === 0 ? STARTING * seconds : seconds);

let last = -1;
let still = 0;
let looking = false;
setInterval(() => {
  // The supervisor was killed and could not hand anything on; the other thread may be too busy to see that.
  if (pipe !== undefined && process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  const beat = Atomics.load(memory, 1);
  // Counted in ticks of this thread, not by the clock: a machine that slept has stopped both.
  still = beat === last ? still + 1 : 0;
  last = beat;
  if (still * TICK_MS >= limit() * 1_000 && !looking) {
    looking = true;
    look();
  }
}, TICK_MS);

/** Stops the other thread where it is. One that sits in a call of the system cannot be stopped: then what was noted at the last call has to do. */
function look(): void {
  const session = new Session();
  const scripts = new Map<string, string>();
  const giveUp = setTimeout(() => end([], undefined), PAUSE_MS);
  session.connectToMainThread();
  session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params }) => {
    clearTimeout(giveUp);
    if (Atomics.load(memory, 1) !== last) {
      // It came back in the very last moment.
      session.disconnect();
      looking = false;
      return;
    }
    const frames: Frame[] = params.callFrames.map((frame) => ({ ...frame, url: frame.url || (scripts.get(frame.location.scriptId) ?? '') }));
    const asked = { expression: "JSON.stringify(globalThis[Symbol.for('atrium.running')]?.() ?? null)", returnByValue: true };
    session.post('Runtime.evaluate', asked, (_, answer?: Runtime.EvaluateReturnType) => {
      const value: unknown = answer?.result.value;
      end(frames, typeof value === 'string' ? JSON.parse(value) : undefined);
    });
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
}

const short = (url: string): string => (url.startsWith('file:') ? fileURLToPath(url) : url).split('/').slice(-2).join('/');

function end(frames: readonly Frame[], running: { plugin: string; place: string } | null | undefined): void {
  const noted = running?.plugin ?? places[Atomics.load(memory, 0) - 1]?.plugin;
  const plugin = suspect(
    frames.map(({ url }) => url),
    noted,
    places,
  );
  const where = frames.map(({ functionName, url, location }) => `${functionName || 'code'} (${short(url)}:${location.lineNumber + 1})`);
  const place = running?.place ?? 'unknown';
  const log = { level: 'error', time: new Date().toISOString(), part: 'watchdog', plugin, place, seconds, stack: where.slice(0, 12).join('\n') };
  const fault = {
    plugin: plugin ?? null,
    kind: 'loop',
    starting: Atomics.load(memory, 2) === 0,
    place,
    message: `did not come back for ${limit()} seconds${where[0] === undefined ? '' : `, in ${where[0]}`}`,
  };
  try {
    writeSync(1, `${JSON.stringify({ ...log, msg: 'the event loop stands still: the process ends' })}\n`);
    if (pipe !== undefined) writeSync(pipe, `${JSON.stringify({ fault })}\n`);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}
