import { uuidv7 } from 'uuidv7';
import { readCustomizations } from '../access/customizations.ts';
import { buildApp, type HttpApp } from '../http/build-app.ts';
import type { Runtime } from '../runtime.ts';
import { createEnv } from './create-env.ts';
import { defaultPreferences } from './default-preferences.ts';
import type { Generation } from './generation.ts';
import { enabledNames, nextGeneration } from './next-generation.ts';
import type { Platform } from './platform.ts';
import { GENERATION_CHANNEL, readGenerationNumber, readPluginRows } from './plugin-rows.ts';
import type { Shelf } from './plugin-shelf.ts';
import { putProcess, removeProcess } from './process-rows.ts';
import { startPlugins } from './start-plugins.ts';

/** What a generation does not change. */
export type SharedRuntime = Omit<Runtime, 'generation' | 'held' | 'env' | 'platform' | 'pluginSignal' | 'defaultPreferences'>;

/** Answers requests; the promise resolves when the last request of what it replaces has ended. */
export type Swap = (app: HttpApp) => Promise<void>;

/** A generation that can serve. */
export type Built = { readonly next: Runtime; readonly held: ReadonlyMap<string, string>; readonly app: HttpApp };

/** The generation that this process is on, and how it gets to the next one. */
export type Lifecycle = {
  /** Always of the newest generation; what it makes (an env) stays with the one it was made of. */
  readonly runtime: Runtime;
  /** Bound to one generation, whatever becomes current later. */
  bind(generation: Generation): Runtime;
  /** Plugins that should run and cannot, and why. */
  held(): ReadonlyMap<string, string>;
  /** Takes a generation over as the first. */
  begin(generation: Generation, held: ReadonlyMap<string, string>): void;
  /** Hears of new generations from here on. */
  follow(): Promise<void>;
  /**
   * Brings this process to the newest generation. @returns its number
   * @param atLeast a number that is known to be committed; read unless given
   * @param built that generation, where it is here already
   */
  activate(atLeast?: number, built?: Built): Promise<number>;
  /** This process serves pages, by what `swap` is given; `start` of the plugins has run before. */
  serve(open: (bound: Runtime) => Promise<Swap>): Promise<void>;
  /** This process runs jobs. */
  runJobs(): Promise<void>;
  close(): Promise<void>;
};

const HEARTBEAT_MS = 5_000;

/** Keeps one process on the newest generation: listens first, then reads; looks every few seconds in case a notification was lost. */
export function createLifecycle(shared: SharedRuntime, shelf: Shelf, platform: (lifecycle: Lifecycle) => Platform): Lifecycle {
  const { database, log } = shared;
  const id = uuidv7();
  const roles = new Set<'web' | 'jobs'>();
  const presence = new Map<string, AbortController>();
  let current: Runtime | undefined;
  let held: ReadonlyMap<string, string> = new Map();
  let swap: Swap | undefined;
  let starting = new AbortController();
  let drained = 0;
  let problem: string | undefined;
  let working: Promise<number> | undefined;
  let again = false;
  let told = 0;
  let ready: Built | undefined;
  let closed = false;
  let stopListening: (() => Promise<void>) | undefined;
  let heartbeat: NodeJS.Timeout | undefined;

  const now = (): Runtime => {
    if (!current) throw new TypeError('there is no generation yet');
    return current;
  };
  const pluginSignal = (plugin: string): AbortSignal => {
    const known = presence.get(plugin) ?? new AbortController();
    presence.set(plugin, known);
    return known.signal;
  };
  const bind = (generation: Generation): Runtime => {
    const bound: Runtime = {
      ...shared,
      generation: () => generation,
      env: (options) => createEnv(bound, options),
      held: () => held,
      platform: () => made(),
      pluginSignal,
      defaultPreferences: (org) => defaultPreferences(bound, org),
    };
    return bound;
  };
  const runtime: Runtime = {
    ...shared,
    generation: () => now().generation(),
    env: (options) => now().env(options),
    held: () => held,
    platform: () => made(),
    pluginSignal,
    defaultPreferences: (org) => now().defaultPreferences(org),
  };

  /** What has left the generation ends here: its jobs are told to stop. */
  const take = (next: Runtime, why: ReadonlyMap<string, string>): void => {
    const names = new Set(next.generation().plugins.map(({ name }) => name));
    current = next;
    held = why;
    for (const [plugin, controller] of presence) {
      if (names.has(plugin) || plugin === 'core') continue;
      presence.delete(plugin);
      controller.abort(new Error('the plugin was turned off'));
    }
  };

  const tell = async (): Promise<number> => {
    const { number } = now().generation();
    if (roles.size === 0 || closed) return number;
    return putProcess(database, { id, roles: [...roles], generation: number, drained, problem: problem ?? heldBack(held) });
  };
  let telling: Promise<unknown> = Promise.resolve();
  /** One after the other: of two at once the older might be written last, and a purge would wait in vain. @returns the newest generation's number */
  const acknowledge = (): Promise<number> => {
    const mine = telling.then(tell);
    telling = mine.catch(() => undefined);
    return mine;
  };

  /** What is read after the number was known is of that generation or a newer one. */
  const build = async (number: number): Promise<Built> => {
    const [rows, customizations] = await Promise.all([readPluginRows(database), readCustomizations(database)]);
    const wanted = enabledNames(rows);
    const again = wanted.filter((name) => !shelf.manifests.has(name) && shelf.skipped.has(name));
    if (again.length > 0 || wanted.some((name) => !shelf.manifests.has(name) && !shelf.broken.has(name))) await shelf.discover(again);
    const { generation, held: why } = await nextGeneration(database, shelf, rows, wanted, number, customizations);
    const next = bind(generation);
    // a generation that cannot serve is found out here, while the old one still does
    return { next, held: why, app: buildApp(next, generation) };
  };

  const step = async (): Promise<number> => {
    const before = now().generation();
    const number = told > before.number ? told : await readGenerationNumber(database);
    if (number === before.number || closed) return number;
    const { next, held: why, app } = ready?.next.generation().number === number ? ready : await build(number);
    ready = undefined;
    const ending = starting;
    if (swap) {
      const beginning = new AbortController();
      if (!(await startPlugins(next, beginning.signal))) {
        // those that did not start are in quarantine: the generation after this one is without them
        beginning.abort(new Error('a plugin did not start'));
        told = await readGenerationNumber(database);
        return step();
      }
      starting = beginning;
    }
    take(next, why);
    if (swap) {
      void swap(app).then(
        async () => {
          drained = number;
          await acknowledge();
        },
        () => undefined,
      );
      ending.abort(new Error('a newer generation runs'));
    } else drained = number;
    problem = undefined;
    told = Math.max(told, await acknowledge());
    log.info({ generation: number, before: before.number, plugins: next.generation().plugins.length }, 'generation activated');
    return number;
  };

  /** One at a time; who asks meanwhile gets the one after. */
  const activate = (atLeast = 0, built?: Built): Promise<number> => {
    told = Math.max(told, atLeast);
    if (built) ready = built;
    if (working) {
      again = true;
      return working;
    }
    working = (async () => {
      try {
        let number: number;
        do {
          again = false;
          number = await step();
        } while (again || told > number);
        return number;
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
        log.error({ error: problem }, 'the new generation cannot be activated, the old one goes on');
        await acknowledge().catch(() => undefined);
        throw error;
      } finally {
        working = undefined;
      }
    })();
    return working;
  };
  const look = (number?: string): void => {
    if (!closed) void activate(Number(number) || 0).catch(() => undefined); // told in the log and in the list of processes
  };

  const beat = (): void => {
    if (roles.size === 0 || heartbeat) return;
    // tests count statements
    const pulse = async (): Promise<void> => {
      const newest = await acknowledge();
      if (newest !== now().generation().number) await activate(newest);
    };
    heartbeat = setInterval(() => void pulse().catch(() => undefined), shared.config.mode === 'test' ? HEARTBEAT_MS * 12 : HEARTBEAT_MS);
    heartbeat.unref();
  };

  let platformMade: Platform | undefined;
  const made = (): Platform => {
    platformMade ??= platform(lifecycle);
    return platformMade;
  };

  const lifecycle: Lifecycle = {
    runtime,
    bind,
    held: () => held,
    begin: (generation, why) => {
      take(bind(generation), why);
      drained = generation.number;
    },
    follow: async () => {
      stopListening = await database.listen(GENERATION_CHANNEL, look, () => look());
      await activate();
    },
    activate,
    serve: async (open) => {
      let first = now();
      while (!(await startPlugins(first, starting.signal))) {
        starting.abort(new Error('a plugin did not start'));
        starting = new AbortController();
        await activate();
        first = now();
      }
      swap = await open(first);
      if (now() !== first) await swap(buildApp(now(), now().generation()));
      roles.add('web');
      await acknowledge();
      beat();
    },
    runJobs: async () => {
      roles.add('jobs');
      await acknowledge();
      beat();
    },
    close: async () => {
      closed = true;
      clearInterval(heartbeat);
      await stopListening?.();
      await working?.catch(() => undefined);
      starting.abort(new Error('the process stops'));
      if (roles.size > 0) await removeProcess(database, id).catch(() => undefined);
    },
  };
  return lifecycle;
}

/** For the list of processes. */
const heldBack = (held: ReadonlyMap<string, string>): string | undefined =>
  held.size === 0 ? undefined : `Holds back ${[...held].map(([name, reason]) => `"${name}": ${reason}`).join(' ')}`;
