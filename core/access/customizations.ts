import type { Database } from '../model/database-type.ts';
import type { AnyDomain } from '../model/domain.ts';
import { domainFromJson } from './domain-json.ts';
import type { Operation } from './policy.ts';

/** A group that administrators made: it grants nothing itself, only what the declared groups that it implies grant. */
export type OwnGroup = {
  readonly id: string;
  readonly name: string;
  readonly org: number;
  readonly title: string;
  readonly help: string;
  readonly implies: readonly string[];
};

/** Whom something concerns: these groups (null: everybody who is signed in), without who is in one of `except`. */
export type Concerned = { readonly groups: readonly string[] | null; readonly except: readonly string[] };

/** A record rule that administrators made. It is ANDed to all others, so it can only take rows away. */
export type AdminRule = Concerned & {
  readonly id: string;
  readonly org: number;
  readonly name: string;
  readonly model: string;
  /** Letters of `crud`. */
  readonly operations: string;
  readonly domain: AnyDomain;
  readonly active: boolean;
};

/** A field that administrators hide. */
export type FieldHide = Concerned & { readonly id: string; readonly org: number; readonly model: string; readonly field: string; readonly active: boolean };

/** What administrators of all organizations made of access; part of a generation. */
export type Customizations = { readonly groups: readonly OwnGroup[]; readonly rules: readonly AdminRule[]; readonly fields: readonly FieldHide[] };

export const noCustomizations: Customizations = { groups: [], rules: [], fields: [] };

export const letterOf: Readonly<Record<Operation, string>> = { create: 'c', read: 'r', update: 'u', delete: 'd' };

/** Read whenever a generation is built. A domain that cannot be understood hides all rows from those it concerns: a rule in doubt is closed. */
export async function readCustomizations(database: Database): Promise<Customizations> {
  // one statement: all processes wait for it when a generation is swapped
  const { rows } = await database.query<{ groups: OwnGroup[]; rules: (Omit<AdminRule, 'domain'> & { domain: unknown })[]; fields: FieldHide[] }>(
    `SELECT (SELECT coalesce(json_agg(g), '[]') FROM (SELECT id, name, org_id AS org, title, help, implies FROM core_access_group ORDER BY title, name) AS g) AS groups,
       (SELECT coalesce(json_agg(r), '[]') FROM (SELECT id, org_id AS org, name, model, groups, except_groups AS "except", operations, domain, active
         FROM core_access_rule ORDER BY model, name, id) AS r) AS rules,
       (SELECT coalesce(json_agg(f), '[]') FROM (SELECT id, org_id AS org, model, field, groups, except_groups AS "except", active
         FROM core_access_field ORDER BY model, field, id) AS f) AS fields`,
  );
  const [{ groups, rules, fields } = noCustomizations] = rows;
  return { groups, rules: rules.map((rule) => ({ ...rule, domain: domainFromJson.catch(false).parse(rule.domain) })), fields };
}
