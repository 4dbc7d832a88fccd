import { fail } from '../errors.ts';
import { compileDomain } from '../model/compile-domain.ts';
import type { Database } from '../model/database-type.ts';
import type { AnyDomain } from '../model/domain.ts';
import { isUuid } from '../model/domain-value.ts';
import { quoted } from '../model/names.ts';
import type { Registry } from '../model/registry.ts';
import type { Principal } from '../principal.ts';
import type { Concerned } from './customizations.ts';
import type { AccessPolicy, Operation, TableRow } from './policy.ts';

/** One rule on its way to the answer. */
export type ExplainedRule = {
  readonly operation: Operation;
  /** Global ones must all be true, of those for the actor's groups one, those that administrators made must all be true. */
  readonly kind: 'global' | 'group' | 'admin';
  /** Who declared it; empty: an administrator made it. */
  readonly plugin: string;
  readonly name: string;
  readonly groups: readonly string[] | undefined;
  readonly domain: AnyDomain;
  /** Of the rules for groups: one of the actor's. */
  readonly concerns: boolean;
  /** On this record; undefined: there is no record to look at. */
  readonly holds: boolean | undefined;
};

export type ExplainedField = {
  readonly name: string;
  readonly visible: boolean;
  readonly hiddenBy: readonly ({ readonly by: 'plugin' | 'admin' } & Concerned)[];
};

export type Explanation = {
  readonly model: string;
  readonly operation: Operation;
  readonly id: string | undefined;
  /** Undefined: the table opens the model, and rules decide record by record. */
  readonly verdict: boolean | undefined;
  readonly reason: 'no table' | 'no record' | 'rules' | 'admin rule' | 'open' | 'depends';
  /** Every entry of the access tables for the model and operation, and whether the actor is in its group. */
  readonly table: readonly (TableRow & { readonly applies: boolean })[];
  readonly rules: readonly ExplainedRule[];
  readonly fields: readonly ExplainedField[];
};

const operationLetter: Readonly<Record<Operation, string>> = { create: 'c', read: 'r', update: 'u', delete: 'd' };

/** What has to be readable is asked by the rules for reading too. */
const operationsOf = (operation: Operation): readonly Operation[] => (operation === 'update' || operation === 'delete' ? ['read', operation] : [operation]);

/**
 * Why may somebody (not) do this? The same steps as the repository takes, one by one, with each rule's truth on the record: one query.
 * For `create` with an id: may the person make a record like this one?
 * @throws NOT_FOUND for a model that is not there.
 */
export async function explain(
  { database, registry, policy }: { database: Database; registry: Registry; policy: AccessPolicy },
  { principal, model: name, operation, id }: { principal: Principal; model: string; operation: Operation; id?: string | undefined },
): Promise<Explanation> {
  const model = registry.models.get(name);
  if (!model) throw fail('NOT_FOUND');
  const table = policy
    .describe()
    .filter((row) => row.model === name && row.operations.includes(operationLetter[operation]))
    .map((row) => ({ ...row, applies: principal.groups.has(row.group) }));
  const allowed = policy.allows(principal, name, operation);
  const found: Omit<ExplainedRule, 'holds'>[] = operationsOf(operation).flatMap((one) => [
    ...policy.rules(name, one).map(
      (rule): Omit<ExplainedRule, 'holds'> => ({
        ...rule,
        operation: one,
        kind: rule.groups === undefined ? 'global' : 'group',
        concerns: rule.groups?.some((group) => principal.groups.has(group)) ?? true,
      }),
    ),
    ...policy.adminRules(principal, name, one).map(
      (rule): Omit<ExplainedRule, 'holds'> => ({
        operation: one,
        kind: 'admin',
        plugin: '',
        name: rule.name,
        groups: rule.groups ?? undefined,
        domain: rule.domain,
        concerns: true,
      }),
    ),
  ]);

  const unnarrowed = operationsOf(operation).every((one) => policy.rows(principal, name, one) === true);
  let exists = false;
  let truths: readonly (boolean | undefined)[] = [];
  if (id !== undefined && isUuid(id)) {
    const values: unknown[] = [principal.org, id.toLowerCase()];
    const context = { registry, policy, principal, throughRules: false, guardFields: false };
    const columns = found.map(({ domain }, index) => `(${compileDomain(context, model, domain, 't0', values)}) AS r${index}`);
    const scope = model.global ? '$1::integer IS NOT NULL' : 't0.org_id = $1::integer';
    const { rows } = await database.query<Record<string, unknown>>(
      `SELECT ${['true AS there', ...columns].join(', ')} FROM ${quoted(model.table)} AS t0 WHERE ${scope} AND t0.id = $2::uuid`,
      values,
    );
    exists = rows.length > 0;
    truths = found.map((_, index) => (exists ? rows[0]?.[`r${index}`] === true : undefined));
  }
  const rules = found.map((rule, index): ExplainedRule => ({ ...rule, holds: truths[index] }));
  const fields = [...model.fields.keys()].map((field): ExplainedField => {
    const declared = model.fields.get(field)?.options.hidden;
    const owner = model.fields.get(field)?.plugin ?? '';
    const visible = policy.field(principal, name, field);
    const admin = policy.hides(principal, name, field);
    return {
      name: field,
      visible,
      hiddenBy: visible
        ? []
        : [
            ...admin.map(({ groups, except }) => ({ by: 'admin' as const, groups, except })),
            ...(declared === undefined || admin.length > 0
              ? []
              : [{ by: 'plugin' as const, groups: declared === true ? [`plugin:${owner}`] : declared, except: [] }]),
          ],
    };
  });
  return { model: name, operation, id, table, rules, fields, ...decide(allowed, rules, id === undefined ? undefined : exists, unnarrowed) };
}

function decide(allowed: boolean, rules: readonly ExplainedRule[], exists: boolean | undefined, unnarrowed: boolean): Pick<Explanation, 'verdict' | 'reason'> {
  if (!allowed) return { verdict: false, reason: 'no table' };
  const concerning = rules.filter(({ concerns }) => concerns);
  if (exists === undefined) return unnarrowed ? { verdict: true, reason: 'open' } : { verdict: undefined, reason: 'depends' };
  if (!exists) return { verdict: false, reason: 'no record' };
  const operations = new Set(concerning.map(({ operation }) => operation));
  for (const operation of operations) {
    const here = concerning.filter((rule) => rule.operation === operation);
    if (here.some(({ kind, holds }) => kind === 'global' && holds !== true)) return { verdict: false, reason: 'rules' };
    const choices = here.filter(({ kind }) => kind === 'group');
    if (choices.length > 0 && !choices.some(({ holds }) => holds)) return { verdict: false, reason: 'rules' };
  }
  if (concerning.some(({ kind, holds }) => kind === 'admin' && holds !== true)) return { verdict: false, reason: 'admin rule' };
  return { verdict: true, reason: 'open' };
}
