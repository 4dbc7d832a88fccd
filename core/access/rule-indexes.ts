import type { Database } from '../model/database-type.ts';
import type { AnyDomain } from '../model/domain.ts';
import { isVariable } from '../model/domain-value.ts';
import { identifier, quoted } from '../model/names.ts';
import type { Registry, ResolvedField, ResolvedModel } from '../model/registry.ts';
import type { Generation } from '../plugin/generation.ts';
import type { Customizations } from './customizations.ts';

/** `CREATE INDEX name ON table (columns)`. */
export type RuleIndex = { readonly table: string; readonly name: string; readonly columns: readonly string[] };

type RuleLike = { readonly model: string; readonly domain: AnyDomain };

/** Kinds by which few rows are found; a rule on a flag gains nothing by an index. */
const selective: ReadonlySet<ResolvedField['kind']> = new Set(['ref', 'uuid', 'text', 'email']);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Does the condition ask for this value (or one of these)? */
const asksForValue = (condition: unknown): boolean =>
  isVariable(condition) || typeof condition === 'string' || (isObject(condition) && ['eq', 'in'].some((operator) => operator in condition));

/** The fields by which a rule finds rows, in relations too. What is negated finds nothing by an index. */
function fieldsOfRule(registry: Registry, model: ResolvedModel, domain: unknown, found: Map<ResolvedModel, Set<string>>): void {
  if (!isObject(domain)) return;
  for (const [key, condition] of Object.entries(domain)) {
    if ((key === '$and' || key === '$or') && Array.isArray(condition)) {
      for (const one of condition) fieldsOfRule(registry, model, one, found);
      continue;
    }
    const field = model.fields.get(key);
    if (!field || key === 'id') continue;
    if (field.column !== null && selective.has(field.kind) && asksForValue(condition)) found.set(model, (found.get(model) ?? new Set()).add(key));
    const target = registry.models.get(field.options.target ?? '');
    if (target && isObject(condition)) for (const operator of ['where', 'some']) fieldsOfRule(registry, target, condition[operator], found);
  }
}

/**
 * The indexes that the rules live on: the field, what the model is sorted by, the id; so that the first fifty of a list under a rule, and nothing at all for somebody
 * who may see nothing, are read from one end of one index.
 */
export function ruleIndexes(registry: Registry, rules: readonly RuleLike[]): RuleIndex[] {
  const found = new Map<ResolvedModel, Set<string>>();
  for (const { model, domain } of rules) {
    const known = registry.models.get(model);
    if (known) fieldsOfRule(registry, known, domain, found);
  }
  return [...found].flatMap(([model, names]) =>
    [...names].sort().map((name): RuleIndex => {
      const column = model.fields.get(name)?.column ?? '';
      const order = (model.definition.order ?? []).flatMap((key) => model.fields.get(key.replace(/^-/, ''))?.column ?? []).filter((one) => one !== column);
      return {
        table: model.table,
        name: identifier(model.table, column, 'rule_idx'),
        columns: [...new Set([...(model.global ? [] : ['org_id']), column, ...order, 'id'])],
      };
    }),
  );
}

type Present = { readonly table: string; readonly name: string; readonly columns: readonly string[]; readonly ours: boolean };

/** An index that begins in the same way serves as well; the id at the end matters only where nothing sorts before it. */
const serves = (present: readonly string[], wanted: readonly string[]): boolean => {
  const needed = wanted.length > 3 ? wanted.slice(0, -1) : wanted;
  return needed.every((column, index) => present[index] === column);
};

/** The same for a generation that is about to serve. */
export const keepRuleIndexes = (database: Database, { registry, plugins, customizations }: Generation): ReturnType<typeof syncRuleIndexes> =>
  syncRuleIndexes(
    database,
    registry,
    plugins.flatMap(({ rules }) => rules ?? []),
    customizations,
  );

/**
 * Makes the indexes that the rules need where no other serves, and drops those that no rule needs any more. In the current transaction, after migrations and wherever
 * rules change.
 * @returns the names made and dropped
 */
async function syncRuleIndexes(
  database: Database,
  registry: Registry,
  declared: readonly RuleLike[],
  customizations: Pick<Customizations, 'rules'>,
): Promise<{ made: string[]; dropped: string[] }> {
  const wanted = ruleIndexes(registry, [...declared, ...customizations.rules.filter(({ active }) => active)]);
  const { rows: present } = await database.query<Present>(
    `SELECT c.relname AS "table", i.relname AS name, i.relname LIKE '%\\_rule\\_idx%' AND NOT EXISTS (SELECT 1 FROM core_ownership o WHERE o.kind = 'index' AND o.name = i.relname) AS ours,
       to_json(ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(n, at) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n ORDER BY k.at)) AS columns
     FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND m.amname = 'btree' AND x.indisvalid AND x.indexprs IS NULL
       -- who asks for a value asks for no null
       AND (x.indpred IS NULL OR pg_get_expr(x.indpred, x.indrelid) ~ '^\\([a-z_0-9"]+ IS NOT NULL\\)$')`,
  );
  const { rows: tables } = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')`,
  );
  const standing = new Set(tables.map(({ name }) => name));
  const needed = wanted.filter(
    ({ table, columns }) => standing.has(table) && !present.some((index) => !index.ours && index.table === table && serves(index.columns, columns)),
  );
  const same = (index: Present, { name, columns }: RuleIndex): boolean => index.name === name && index.columns.join() === columns.join();
  const dropped = present.filter((index) => index.ours && !needed.some((one) => same(index, one))).map(({ name }) => name);
  const made = needed.filter((one) => !present.some((index) => index.ours && same(index, one)));
  // a large table takes its time
  if (dropped.length + made.length > 0) await database.script('SET LOCAL statement_timeout = 0');
  for (const name of dropped) await database.script(`DROP INDEX ${quoted(name)}`);
  for (const { name, table, columns } of made) await database.script(`CREATE INDEX ${quoted(name)} ON ${quoted(table)} (${columns.map(quoted).join(', ')})`);
  return { made: made.map(({ name }) => name), dropped };
}
