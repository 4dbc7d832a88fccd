import type { Plan } from './history.ts';

/** The smallest part of the list that still fails, as far as taking parts away leads (delta debugging): halves first, then quarters, at last single ones. */
async function smallest<T>(list: readonly T[], fails: (part: readonly T[]) => Promise<boolean>, more: () => boolean): Promise<readonly T[]> {
  let kept = list;
  for (let parts = 2; kept.length > 0 && more(); ) {
    const length = Math.ceil(kept.length / parts);
    let without: readonly T[] | undefined;
    for (let at = 0; at < kept.length && without === undefined && more(); at += length) {
      const rest = [...kept.slice(0, at), ...kept.slice(at + length)];
      if (await fails(rest)) without = rest;
    }
    if (without) {
      kept = without;
      parts = Math.max(parts - 1, 2);
    } else if (length <= 1) return kept;
    else parts = Math.min(parts * 2, kept.length);
  }
  return kept;
}

/**
 * A smaller plan that fails too: fewer faults, fewer clients, fewer steps.
 * @param fails plays a plan; a failure that needs luck should be tried more than once
 * @param more whether there is time for one more try
 */
export async function shrinkHistory(plan: Plan, fails: (plan: Plan) => Promise<boolean>, more: () => boolean = () => true): Promise<Plan> {
  const faults = await smallest(plan.faults, (part) => fails({ ...plan, faults: part }), more);
  const clients = await smallest(
    [...new Set(plan.steps.map(({ client }) => client))],
    (part) => fails({ faults, steps: plan.steps.filter(({ client }) => part.includes(client)) }),
    more,
  );
  const theirs = plan.steps.filter(({ client }) => clients.includes(client));
  const steps = await smallest(theirs, (part) => fails({ faults, steps: part }), more);
  return { faults, steps };
}
