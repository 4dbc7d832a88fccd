import { AtriumError, type Env, fail, type Issue } from '#core';
import { conflictOf } from './history/on-seen-version.ts';
import type { PlanForm } from './plan-form.ts';
import { type TakenDate, takenOf } from './series/clash-dates.tsx';
import { type RepeatForm, ruleOfForm } from './series/repeat-form.ts';

/** What stands on the form of a meeting besides what was typed. */
export type PlanState = {
  problem: string | undefined;
  issues: readonly Issue[];
  status: number;
  taken?: readonly TakenDate[];
  preview?: boolean;
  /** What others have done to the meeting since the form was opened. */
  changes?: readonly string[];
};
export const fresh: PlanState = { problem: undefined, issues: [], status: 200 };

/** Shows the form again with what was wrong; what is no refusal goes on. */
export function refused(env: Env, error: unknown): PlanState {
  if (!(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
  return {
    problem: env.t(error.message),
    issues: error.issues.map(({ path, message }) => ({ path, message: env.t(message) })),
    status: error.status,
    taken: takenOf(error),
    changes: conflictOf(error)?.changes ?? [],
  };
}

/** The rule of the form. @throws INPUT_INVALID */
export function ruleWanted(env: Env<'meetings'>, repeat: RepeatForm, form: PlanForm): string | null {
  const { rule, issues } = ruleOfForm(env, repeat, form.start, form.timeZone);
  if (issues.length > 0) throw fail('INPUT_INVALID', { issues });
  return rule;
}
