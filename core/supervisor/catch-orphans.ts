import type { Logger } from '../log.ts';
import { pluginPlaces, runningPlugin } from '../plugin/running-plugin.ts';
import { framesOf, suspect } from '../plugin/suspect.ts';
import { describeThrown, nameOf, readMember } from '../thrown.ts';
import type { ProcessFault, Supervisor } from './supervisor.ts';

export type OrphanCatch = {
  /** The process serves from now on. */
  up(): void;
  /** The process ends in order. */
  stop(): void;
};

/** Time to let running requests and jobs end. */
const GRACE_MS = 3_000;
/** A fault of the program, of nobody's wishing. */
const EXIT_CODE = 70;

/**
 * An error that nobody catches, a rejection that nobody hears, and `process.exit` called by a plugin: what the process holds in memory may be wrong from then on, so
 * it tells whose fault it seems to be, ends in order, and the supervisor starts it again.
 */
export function catchOrphans(options: { log: Logger; supervisor: Supervisor; close(): Promise<void> }): OrphanCatch {
  let starting = true;
  let ending = false;

  const blame = (kind: ProcessFault['kind'], stack: unknown, message: string): ProcessFault => {
    const running = runningPlugin();
    const plugin = suspect(framesOf(stack), running?.plugin, pluginPlaces()) ?? null;
    return { plugin, kind, starting, place: running?.place ?? 'unknown', message };
  };

  const orphan = (origin: string) => (thrown: unknown) => {
    const fault = blame('orphan', readMember(thrown, 'stack'), `${origin} (${nameOf(thrown)})`);
    options.log.error(
      { plugin: fault.plugin, place: fault.place, ...describeThrown(thrown) },
      ending ? 'one more error that nobody caught' : 'an error that nobody caught: the process ends',
    );
    if (ending) return;
    ending = true;
    options.supervisor.fault(fault);
    const timer = setTimeout(() => process.exit(EXIT_CODE), GRACE_MS);
    options.close().then(
      () => process.exit(EXIT_CODE),
      () => process.exit(EXIT_CODE),
    );
    timer.ref();
  };
  const rejection = orphan('a promise was rejected and nobody heard it');
  const exception = orphan('an error was thrown where nobody caught it');
  const exit = (): void => {
    if (ending) return;
    const fault = blame('exit', new Error('exit').stack, 'the process was ended from within');
    if (fault.plugin === null) return;
    options.log.error({ plugin: fault.plugin, place: fault.place }, 'a plugin ended the process');
    options.supervisor.fault(fault);
    process.exitCode = EXIT_CODE;
  };

  process.on('unhandledRejection', rejection);
  process.on('uncaughtException', exception);
  process.on('exit', exit);
  return {
    up: () => {
      starting = false;
    },
    stop: () => {
      ending = true;
      process.off('unhandledRejection', rejection);
      process.off('uncaughtException', exception);
      process.off('exit', exit);
    },
  };
}
