import { type ApplyResult, AtriumError, type Change, type Env, type PlanStep } from '#core';

/** A change that this process applies or has applied: what its page shows. */
export type RunningChange = {
  readonly id: string;
  readonly plugin: string;
  readonly change: Change;
  /** The step that is being done, and how many are behind it. */
  step: { plugin: string; action: PlanStep['action']; done: number; total: number } | undefined;
  result: ApplyResult | undefined;
  /** Why it failed, in words for an administrator. */
  failure: { code: string; title: string; detail: string } | undefined;
  finished: Promise<void>;
};

const MOST = 50;

/** Of this process; another one that is asked finds the outcome in the history. */
const known = new Map<string, RunningChange>();

export const runningChange = (id: string): RunningChange | undefined => known.get(id);

/**
 * Starts to apply a change and goes on by itself, however long it takes: whoever asked may leave.
 * @param planned the hash of the plan that was looked at
 */
export function startChange(env: Env<'base'>, plugin: string, change: Change, planned: string): RunningChange {
  const { principal } = env;
  const running: RunningChange = { id: env.id(), plugin, change, step: undefined, result: undefined, failure: undefined, finished: Promise.resolve() };
  running.finished = env.platform
    .apply(change, {
      actor: principal.kind === 'user' ? principal.account : principal.kind,
      planned,
      progress: (step) => {
        running.step = step;
      },
    })
    .then(
      (result) => {
        running.result = result;
      },
      (error: unknown) => {
        env.log.warn({ change, error: error instanceof Error ? error.message : String(error) }, 'a change of the apps failed');
        running.failure =
          error instanceof AtriumError
            ? { code: error.code, title: error.title, detail: error.message }
            : { code: 'INTERNAL', title: 'Something went wrong on our side.', detail: error instanceof Error ? error.message : String(error) };
      },
    );
  known.set(running.id, running);
  for (const id of known.keys()) if (known.size > MOST) known.delete(id);
  return running;
}
