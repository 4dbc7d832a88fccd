import { writeSync } from 'node:fs';

/** Why a process had to go down. `plugin` is null where nobody knows whose fault it was. */
export type ProcessFault = {
  readonly plugin: string | null;
  /** `loop`: it did not come back; `orphan`: it threw where nobody listened; `exit`: it ended the process. */
  readonly kind: 'loop' | 'orphan' | 'exit';
  /** Before the process served. */
  readonly starting: boolean;
  /** What was called: `route GET /rooms`. */
  readonly place: string;
  /** For an administrator; without values of errors, which are in the log. */
  readonly message: string;
};

/** The process that has started this one and starts it again. Works also where there is none: then nobody hears. */
export type Supervisor = {
  readonly present: boolean;
  /** What processes before this one told when they went down. */
  readonly faults: readonly ProcessFault[];
  /** Serves now. */
  up(port: number): void;
  /** `faults` stand in the database. */
  recorded(): void;
  /** Written before this returns: the process may end at once. */
  fault(fault: ProcessFault): void;
};

/** File descriptor of the pipe to the supervisor; the watchdog's thread writes to it too. */
export const SUPERVISOR_PIPE = 4;

const isFault = (value: unknown): value is ProcessFault =>
  typeof value === 'object' && value !== null && 'kind' in value && 'place' in value && typeof value.place === 'string' && 'message' in value;

/** Reads what the supervisor handed over in the environment, and takes it out of there. */
export function findSupervisor(environment: Record<string, string | undefined>): Supervisor {
  const present = environment.ATRIUM_SUPERVISED === '1';
  let told: unknown = [];
  try {
    told = JSON.parse(environment.ATRIUM_FAULTS ?? '[]');
  } catch {
    // Not from our supervisor.
  }
  delete environment.ATRIUM_SUPERVISED;
  delete environment.ATRIUM_FAULTS;
  const tell = (value: Record<string, unknown>): void => {
    if (!present) return;
    try {
      writeSync(SUPERVISOR_PIPE, `${JSON.stringify(value)}\n`);
    } catch {
      // It is gone: this process ends by itself in a moment.
    }
  };
  return {
    present,
    faults: present && Array.isArray(told) ? told.filter(isFault) : [],
    up: (port) => tell({ up: { port } }),
    recorded: () => tell({ recorded: true }),
    fault: (fault) => tell({ fault }),
  };
}
