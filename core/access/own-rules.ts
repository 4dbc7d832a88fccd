import { uuidv7 } from 'uuidv7';
import { fail } from '../errors.ts';
import type { AnyDomain } from '../model/domain.ts';
import type { Runtime } from '../runtime.ts';
import { faultOfHide, faultOfRule } from './admin-rules.ts';
import type { AdminRule, Concerned, FieldHide } from './customizations.ts';
import { domainFromJson } from './domain-json.ts';

export type AdminRuleValues = Concerned & {
  readonly name: string;
  readonly model: string;
  readonly operations: string;
  readonly domain: AnyDomain;
  readonly active: boolean;
};
export type FieldHideValues = Concerned & { readonly model: string; readonly field: string; readonly active: boolean };

/** `problem`: why it cannot work as it stands (a plugin changed): it then hides all rows from those concerned. */
export type ListedRule = AdminRule & { readonly problem: string | undefined; readonly updatedAt: Date };
export type ListedHide = FieldHide & { readonly problem: string | undefined };

const invalid = (path: string, message: string) => fail('INPUT_INVALID', { issues: [{ path, message }] });

/** Names that come from how somebody came in may be concerned too. */
const builtIn = /^(user|public|portal(:[a-z][a-z0-9._-]*)?)$/;

function assertConcerned(runtime: Runtime, org: number, { groups, except }: Concerned): void {
  const known = runtime.generation().groups;
  const exists = (group: string): boolean => {
    const found = known.get(group);
    return found ? found.org === undefined || found.org === org : builtIn.test(group);
  };
  if (groups?.length === 0) throw invalid('groups', 'Choose a group, or everybody.');
  if (groups && !groups.every(exists)) throw invalid('groups', 'There is no such group.');
  if (!except.every(exists)) throw invalid('except', 'There is no such group.');
}

/** Why the rule cannot be, as an INPUT_INVALID; nothing where it can. */
export function assertRule(runtime: Runtime, org: number, values: AdminRuleValues): void {
  if (values.name.trim() === '' || [...values.name].length > 120) throw invalid('name', 'Say in up to 120 letters what the rule is for.');
  if (!/^(?!.*(.).*\1)[crud]{1,4}$/.test(values.operations)) throw invalid('operations', 'Choose what the rule is about.');
  assertConcerned(runtime, org, values);
  const fault = faultOfRule(runtime.generation().registry, values);
  if (fault !== undefined) throw invalid('domain', fault);
}

export async function listRules({ database, generation }: Runtime, org: number): Promise<readonly ListedRule[]> {
  const { rows } = await database.query<Omit<ListedRule, 'domain' | 'problem'> & { domain: unknown }>(
    `SELECT id, org_id AS org, name, model, groups, except_groups AS "except", operations, domain, active, updated_at AS "updatedAt"
     FROM core_access_rule WHERE org_id = $1 ORDER BY model, name, id`,
    [org],
  );
  return rows.map((row) => {
    const parsed = domainFromJson.safeParse(row.domain);
    const domain = parsed.success ? parsed.data : false;
    return { ...row, domain, problem: parsed.success ? faultOfRule(generation().registry, { model: row.model, domain }) : 'this is no condition' };
  });
}

/** @throws INPUT_INVALID, NOT_FOUND @returns its id */
export async function saveRule(runtime: Runtime, org: number, id: string | undefined, values: AdminRuleValues): Promise<string> {
  assertRule(runtime, org, values);
  const { name, model, groups, except, operations, domain, active } = values;
  const columns = [name.trim(), model, groups === null ? null : [...new Set(groups)], [...new Set(except)], operations, JSON.stringify(domain), active];
  if (id === undefined) {
    const made = uuidv7();
    await runtime.database.query(
      `INSERT INTO core_access_rule (id, org_id, name, model, groups, except_groups, operations, domain, active) VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)`,
      [made, org, ...columns],
    );
    return made;
  }
  const changed = await runtime.database.query(
    `UPDATE core_access_rule SET name = $3, model = $4, groups = $5, except_groups = $6, operations = $7, domain = $8::jsonb, active = $9, updated_at = now()
     WHERE id = $1 AND org_id = $2`,
    [id, org, ...columns],
  );
  if (changed.rowCount === 0) throw fail('NOT_FOUND');
  return id;
}

export async function listHides({ database, generation }: Runtime, org: number): Promise<readonly ListedHide[]> {
  const { rows } = await database.query<FieldHide>(
    'SELECT id, org_id AS org, model, field, groups, except_groups AS "except", active FROM core_access_field WHERE org_id = $1 ORDER BY model, field, id',
    [org],
  );
  return rows.map((row) => ({ ...row, problem: faultOfHide(generation().registry, row) }));
}

/** @throws INPUT_INVALID @returns its id */
export async function saveHide(runtime: Runtime, org: number, { model, field, groups, except, active }: FieldHideValues): Promise<string> {
  assertConcerned(runtime, org, { groups, except });
  const fault = faultOfHide(runtime.generation().registry, { model, field });
  if (fault !== undefined) throw invalid('field', fault);
  const id = uuidv7();
  await runtime.database.query('INSERT INTO core_access_field (id, org_id, model, field, groups, except_groups, active) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    id,
    org,
    model,
    field,
    groups === null ? null : [...new Set(groups)],
    [...new Set(except)],
    active,
  ]);
  return id;
}

/** @throws NOT_FOUND */
export async function switchOwn({ database }: Runtime, org: number, what: 'rule' | 'field', id: string, active: boolean): Promise<void> {
  const changed = await database.query(`UPDATE core_access_${what} SET active = $3, updated_at = now() WHERE id = $1 AND org_id = $2`, [id, org, active]);
  if (changed.rowCount === 0) throw fail('NOT_FOUND');
}

/** @throws NOT_FOUND */
export async function removeOwn({ database }: Runtime, org: number, what: 'rule' | 'field', id: string): Promise<void> {
  const gone = await database.query(`DELETE FROM core_access_${what} WHERE id = $1 AND org_id = $2`, [id, org]);
  if (gone.rowCount === 0) throw fail('NOT_FOUND');
}

/** Turns off every rule and every hidden field that administrators made: the way back for whoever shut themselves out. @returns how many were on */
export async function switchAllOff({ database }: Runtime, org: number): Promise<number> {
  const rules = await database.query('UPDATE core_access_rule SET active = false, updated_at = now() WHERE org_id = $1 AND active', [org]);
  const fields = await database.query('UPDATE core_access_field SET active = false, updated_at = now() WHERE org_id = $1 AND active', [org]);
  return rules.rowCount + fields.rowCount;
}
