import type { Database } from './database-type.ts';
import { type Constraint, type Table, tableOf } from './ddl.ts';
import type { Registry } from './registry.ts';

type CatalogColumn = { table: string; name: string; type: string; not_null: boolean; default: string | null };
type CatalogConstraint = { table: string; name: string; kind: string; definition: string; valid: boolean };
type CatalogIndex = { table: string; name: string; columns: string[]; partial: boolean; using: string; valid: boolean; constrains: boolean };

const columnsQuery = `SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null, pg_get_expr(d.adbin, d.adrelid) AS "default"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname = ANY($1::text[]) ORDER BY c.relname, a.attnum`;

// 'n' is NOT NULL, which newer servers list here and the columns tell already
const constraintsQuery = `SELECT c.relname AS "table", o.conname AS name, o.contype::text AS kind, pg_get_constraintdef(o.oid) AS definition, o.convalidated AS valid
  FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($1::text[]) AND o.contype <> 'n' ORDER BY c.relname, o.conname`;

const indexesQuery = `SELECT c.relname AS "table", i.relname AS name, m.amname AS using, x.indpred IS NOT NULL AS partial, x.indisvalid AND x.indisready AS valid,
    EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = x.indexrelid) AS constrains,
    to_json(ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(n, at) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n ORDER BY k.at)) AS columns
  FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($1::text[]) ORDER BY c.relname, i.relname`;

/** Written by us and read back from the catalog, the same SQL differs in parentheses, casts, quotes, spaces and the way to say BETWEEN and IN. */
const plain = (sql: string): string =>
  sql
    .replace(/::(?:text|character varying|jsonb|date|timestamp(?:\(\d\))? with time zone)(?:\[\])?/gi, '')
    .replace(/[()"\s]/g, '')
    .toLowerCase();

/** Text and number literals, which is what our own checks differ in. */
const literals = (sql: string): string => (sql.match(/'(?:[^']|'')*'|(?<![a-z_0-9])-?\d+(?:\.\d+)?(?![a-z_0-9])/gi) ?? []).sort().join(' ');

const sameDefinition = (kind: Constraint['kind'], declared: string, found: string): boolean =>
  kind === 'check' ? literals(declared) === literals(found) : plain(declared) === plain(found);

function compareColumns(table: Table, found: readonly CatalogColumn[], foreign: ReadonlySet<string>): string[] {
  const messages: string[] = [];
  const byName = new Map(found.map((column) => [column.name, column]));
  for (const { name, type, notNull, default: value } of table.columns) {
    const column = byName.get(name);
    byName.delete(name);
    const place = `${table.name}.${name}`;
    if (!column) {
      messages.push(`column ${place} is missing`);
      continue;
    }
    if (column.type !== type) messages.push(`column ${place} is ${column.type}, declared is ${type}`);
    if (column.not_null !== notNull) messages.push(`column ${place} ${column.not_null ? 'refuses' : 'takes'} null, declared is the opposite`);
    if (plain(column.default ?? '') !== plain(value ?? ''))
      messages.push(`column ${place} has the default ${column.default ?? 'none'}, declared is ${value ?? 'none'}`);
  }
  for (const name of byName.keys()) if (!foreign.has(`${table.name}.${name}`)) messages.push(`column ${table.name}.${name} is declared by nobody`);
  return messages;
}

function compareConstraints(table: Table, found: readonly CatalogConstraint[], ignored: (definition: string) => boolean): string[] {
  const messages: string[] = [];
  const byName = new Map(found.map((constraint) => [constraint.name, constraint]));
  for (const { name, kind, sql } of table.constraints) {
    const constraint = byName.get(name);
    byName.delete(name);
    if (!constraint) messages.push(`constraint ${name} of ${table.name} is missing`);
    else if (!constraint.valid) messages.push(`constraint ${name} of ${table.name} is not valid`);
    else if (!sameDefinition(kind, sql, constraint.definition))
      messages.push(`constraint ${name} of ${table.name} is ${constraint.definition}, declared is ${sql}`);
  }
  for (const { name, definition } of byName.values()) if (!ignored(definition)) messages.push(`constraint ${name} of ${table.name} is declared by nobody`);
  return messages;
}

function compareIndexes(table: Table, found: readonly CatalogIndex[]): string[] {
  const messages: string[] = [];
  const byName = new Map(found.map((index) => [index.name, index]));
  for (const { name, valid } of found) if (!valid) messages.push(`index ${name} of ${table.name} is not valid`);
  for (const { name, columns, where, using } of table.indexes) {
    const index = byName.get(name);
    byName.delete(name);
    if (!index) messages.push(`index ${name} of ${table.name} is missing`);
    else if (index.columns.join() !== columns.join() || index.partial !== (where !== null) || index.using !== using) {
      messages.push(
        `index ${name} of ${table.name} is ${index.using} (${index.columns.join(', ')})${index.partial ? ' where …' : ''}, declared is ${using} (${columns.join(', ')})${where ? ` where ${where}` : ''}`,
      );
    }
  }
  return messages;
}

/**
 * Where the database is not as declared, in sentences; empty when all is well. Columns of plugins that are known to the database but not enabled are left in peace, and
 * so are further indexes that an operator has made.
 */
export async function differences(registry: Registry, database: Database): Promise<string[]> {
  const tables = [...registry.models.values()].map((model) => tableOf(registry, model));
  const names = tables.map(({ name }) => name);
  const { rows: columns } = await database.query<CatalogColumn>(columnsQuery, [names]);
  const { rows: constraints } = await database.query<CatalogConstraint>(constraintsQuery, [names]);
  const { rows: indexes } = await database.query<CatalogIndex>(indexesQuery, [names]);
  const { rows: owned } = await database.query<{ name: string }>(`SELECT name FROM core_ownership WHERE kind = 'column'`);
  const foreign = new Set(owned.map(({ name }) => name));
  return tables.flatMap((table) => {
    const own = columns.filter((column) => column.table === table.name);
    if (own.length === 0) return [`table ${table.name} is missing`];
    const declared = new Set(table.columns.map(({ name }) => name));
    const others = own.map(({ name }) => name).filter((name) => !declared.has(name) && foreign.has(`${table.name}.${name}`));
    const ofOthers = (definition: string): boolean => others.some((name) => new RegExp(`\\b${name}\\b`).test(definition));
    return [
      ...compareColumns(table, own, foreign),
      ...compareConstraints(
        table,
        constraints.filter((constraint) => constraint.table === table.name),
        ofOthers,
      ),
      ...compareIndexes(
        table,
        indexes.filter((index) => index.table === table.name && !index.constrains),
      ),
    ];
  });
}
