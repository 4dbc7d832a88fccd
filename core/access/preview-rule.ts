import { compileDomain } from '../model/compile-domain.ts';
import { quoted } from '../model/names.ts';
import type { Principal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { buildPolicy } from './build-policy.ts';
import type { AdminRule } from './customizations.ts';
import type { AccessPolicy, Operation } from './policy.ts';

/** How many records somebody may read, change … by a policy. Counts in the database. */
export async function countAllowed(
  { database, generation }: Runtime,
  policy: AccessPolicy,
  principal: Principal,
  modelName: string,
  operation: Operation,
): Promise<number> {
  const { registry } = generation();
  const model = registry.model(modelName);
  if (!policy.allows(principal, modelName, operation)) return 0;
  const values: unknown[] = [principal.org];
  const context = { registry, policy, principal, throughRules: false, guardFields: false };
  const rows = compileDomain(context, model, policy.rows(principal, modelName, operation), 't0', values);
  if (rows === 'FALSE') return 0;
  const scope = model.global ? '$1::integer IS NOT NULL' : 't0.org_id = $1::integer';
  const found = await database.query<{ n: number }>(`SELECT count(*)::integer AS n FROM ${quoted(model.table)} AS t0 WHERE ${scope} AND ${rows}`, values);
  return found.rows[0]?.n ?? 0;
}

/** What a rule would do to somebody: how many records they may (read) without it and with it. Nothing is saved. */
export async function previewRule(runtime: Runtime, rule: AdminRule, principal: Principal, operation: Operation): Promise<{ before: number; after: number }> {
  const { plugins, registry, groups, customizations } = runtime.generation();
  const others = customizations.rules.filter(({ id }) => id !== rule.id);
  const policyWith = (rules: readonly AdminRule[]): AccessPolicy => buildPolicy({ plugins, registry, groups, customizations: { ...customizations, rules } });
  return {
    before: await countAllowed(runtime, policyWith(others), principal, rule.model, operation),
    after: await countAllowed(runtime, policyWith([...others, { ...rule, active: true }]), principal, rule.model, operation),
  };
}
