import { AtriumError, type Env, fail, type Issue, instantOf, isZone } from '#core';
import { clashesOf, type TakenThing } from './clash-list.tsx';
import { conflictOf } from './history/on-seen-version.ts';
import type { PlanForm } from './plan-form.ts';
import type { Found } from './rooms/find-room.ts';
import { nextTimes, peopleAndRooms } from './rooms/next-times.ts';
import { type TakenDate, takenOf } from './series/clash-dates.tsx';
import { type RepeatForm, ruleOfForm } from './series/repeat-form.ts';

export type PlanClash = { clashes: readonly TakenThing[]; next: readonly { start: Date }[] };

/** What stands on the form of a meeting besides what was typed. */
export type PlanState = {
  problem: string | undefined;
  issues: readonly Issue[];
  status: number;
  taken?: readonly TakenDate[];
  preview?: boolean;
  /** What is taken at the time of the form, and when all of it is free. */
  clash?: PlanClash | undefined;
  /** Rooms for the time of the form, where somebody asked. */
  found?: Found;
  /** What others have done to the meeting since the form was opened. */
  changes?: readonly string[];
};
export const fresh: PlanState = { problem: undefined, issues: [], status: 200 };

/** The times of the form as they are meant; undefined where they cannot be read. */
export function timesOf({ start, end, timeZone }: PlanForm): { start: Date; end: Date } | undefined {
  const [from, to] = isZone(timeZone) ? [instantOf(start, timeZone), instantOf(end, timeZone)] : [];
  return from && to && from < to ? { start: from, end: to } : undefined;
}

/** What was in the way of the plan in the form, and when it would not be. */
async function clashIn(env: Env<'meetings'>, error: unknown, form: PlanForm, meeting: string | undefined): Promise<PlanClash | undefined> {
  const clashes = clashesOf(error);
  const times = timesOf(form);
  if (!clashes || !times) return undefined;
  const virtual = form.virtualRoom && clashes.some(({ kind }) => kind === 'virtual_room') ? [{ kind: 'virtual_room', id: form.virtualRoom }] : [];
  const resources = [...peopleAndRooms([form.host, ...form.required], form.rooms), ...virtual];
  const next = await nextTimes(env, { ...times, timeZone: form.timeZone, resources, meeting });
  return { clashes, next: next.map((start) => ({ start })) };
}

/** Shows the form again with what was wrong; what is no refusal goes on. `meeting`: which one is changed. */
export async function refused(env: Env<'meetings'>, error: unknown, form: PlanForm, meeting?: string): Promise<PlanState> {
  if (!(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
  const clash = await clashIn(env, error, form, meeting);
  return {
    clash,
    problem: env.t(clash ? error.title : error.message),
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
