import type { Operation } from '../access/policy.ts';
import type { Env } from '../env.ts';
import type { Hook } from '../plugin/define-plugin.ts';
import { callPlugin, HOOK_S } from '../plugin/plugin-deadline.ts';
import { compileDomain } from './compile-domain.ts';
import type { AnyDomain } from './domain.ts';
import { evaluateDomain, fieldsOfDomain } from './evaluate-domain.ts';
import type { ModelDoor } from './model-door.ts';
import type { Record_ } from './record-store.ts';
import type { StoredField } from './row-codec.ts';

type OfPlugin = { plugin: string; hook: Hook };

/** What record rules and the hooks of plugins have to say to a write, before and after its statement. */
export function guardsOf(door: ModelDoor, lockRows: (domain: AnyDomain) => Promise<Record_[]>) {
  const { context, database, policy, principal, model, table, hooks, rule, scope, refused } = door;

  /** What the rule says of rows whose values are all known. @throws ACCESS_DENIED @returns the rows that only the database can tell */
  const decide = (rows: readonly Readonly<Record<string, unknown>>[], operation: Operation): string[] => {
    const domain = policy.rows(principal, model.name, operation);
    if (domain === true) return [];
    return rows.flatMap((row) => {
      const verdict = evaluateDomain(model, domain, row, principal);
      if (verdict === false) throw refused(operation);
      return verdict === 'unknown' ? [String(row.id)] : [];
    });
  };
  /** One query for all rows that memory could not decide. */
  const recheck = async (ids: readonly string[], operation: Operation): Promise<void> => {
    if (ids.length === 0) return;
    const values: unknown[] = [principal.org, ids];
    const inner = compileDomain(rule, model, policy.rows(principal, model.name, operation), 't0', values);
    const { rows } = await database.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM ${table} AS t0 WHERE ${scope} AND t0.id = ANY($2::uuid[]) AND ${inner}`,
      values,
    );
    if (rows[0]?.n !== ids.length) throw refused(operation);
  };
  /** Can rows with these fields changed come to stand outside of what the rule allows? */
  const mayLeave = (named: readonly StoredField[]): boolean => {
    const looked = fieldsOfDomain(model, policy.rows(principal, model.name, 'update'));
    return looked.has('updatedAt') || named.some(({ name }) => looked.has(name));
  };

  /** The hooks that have something to do now. */
  const hooksOn = async (on: Hook['on']): Promise<readonly OfPlugin[]> => {
    const wanted: OfPlugin[] = [];
    for (const entry of hooks) {
      const { plugin, hook } = entry;
      if (hook.on === on && (!hook.wanted || (await hook.wanted(context.hookEnv(plugin) as Env<never>, model.name)))) wanted.push(entry);
    }
    return wanted;
  };
  /** The rows as they are before the write, where one of the hooks looks at them. */
  const rowsBefore = async (wanted: readonly OfPlugin[], domain: AnyDomain): Promise<Record_[]> =>
    wanted.some(({ hook }) => !hook.blind) ? await lockRows(domain) : [];
  const runHooks = async (wanted: readonly OfPlugin[], rows: readonly Record_[], before: readonly Record_[]): Promise<void> => {
    if (rows.length === 0) return;
    for (const { plugin, hook } of wanted) {
      const { on } = hook;
      await callPlugin(plugin, `hook on ${on} of ${model.name}`, HOOK_S, () => hook.run(context.hookEnv(plugin) as Env<never>, rows, before, model.name));
    }
  };
  /** A transaction only where something may still refuse after the write. */
  const guarded = <T>(needed: boolean, fn: () => Promise<T>): Promise<T> => (needed ? database.tx(fn) : fn());

  return { decide, recheck, mayLeave, hooksOn, rowsBefore, runHooks, guarded };
}
